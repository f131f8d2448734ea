using System.Text.Json;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Archiving;

/// <summary>An experiment. Times of this and the following are Unix milliseconds.</summary>
internal sealed record ExperimentLine(long Number, string Name, string? ArtifactLocation, bool Deleted, long CreatedAt, long UpdatedAt, IReadOnlyDictionary<string, string> Tags);

/// <summary>A state of a dataset that runs of an experiment used.</summary>
internal sealed record DatasetLine(long Experiment, string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile);

/// <summary>A run with everything that was logged to it but its points and files.</summary>
/// <param name="User">Who the client said it was.</param>
internal sealed record RunLine(
    string Id, long Experiment, string Name, RunStatus Status, long StartTime, long? EndTime, string User, ArchivedPerson? CreatedBy, bool Deleted, long? DeletedAt,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<LatestLine> Metrics, IReadOnlyList<RunDatasetLine> Datasets, IReadOnlyList<RunModelLine> Models);

/// <summary>A metric's latest point, and how many there are in <c>metrics.parquet</c>. Infinities are the largest finite magnitude here, as searches have them.</summary>
internal sealed record LatestLine(string Key, double Value, long Step, long Timestamp, long Count);

/// <summary>That a run used a dataset of its experiment.</summary>
internal sealed record RunDatasetLine(string Name, string Digest, JsonElement Tags);

/// <summary>That a run used a logged model, or made it.</summary>
internal sealed record RunModelLine(string Id, bool IsOutput, long Step);

/// <summary>A model that training code saved.</summary>
internal sealed record LoggedModelLine(
    string Id, long Experiment, string Name, string ModelType, LoggedModelStatus Status, string SourceRun, long CreatedAt, long UpdatedAt, bool Deleted,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<ModelMetricLine> Metrics);

/// <summary>What a run measured of a logged model.</summary>
internal sealed record ModelMetricLine(string Key, string Run, string? DatasetName, string? DatasetDigest, double Value, long Step, long Timestamp);

/// <summary>A trace; its spans are a file among the artifacts.</summary>
internal sealed record TraceLine(
    string Id, long Experiment, string? ClientRequestId, TraceState State, long RequestTime, long? Duration, string? RequestPreview, string? ResponsePreview,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<string> Runs, IReadOnlyList<AssessmentLine> Assessments);

/// <summary>A judgement on a trace.</summary>
internal sealed record AssessmentLine(
    string Id, AssessmentKind Kind, string Name, string? SpanId, string SourceType, string SourceId, JsonElement Body, string? Rationale, JsonElement? Metadata, string? Overrides, bool Valid, long CreatedAt, long UpdatedAt);

/// <summary>A file: its bytes are the entry <c>artifacts/{path}</c> beside this list.</summary>
internal sealed record ArtifactLine(string Path, ContentDigest Sha256, long Size, string? ContentType, long UpdatedAt);
