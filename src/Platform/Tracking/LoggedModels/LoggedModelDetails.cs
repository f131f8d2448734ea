using Slipway.Tracking.Search;

namespace Slipway.Tracking.LoggedModels;

/// <summary>A logged model as readers see it.</summary>
/// <param name="ModelId">'m-' and 32 hexadecimal digits.</param>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="SourceRunId">The run that made it; empty when none did.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="UpdatedAt">Unix milliseconds.</param>
/// <param name="ArtifactUri">Where its files are.</param>
public sealed record LoggedModelDetails(
    string ModelId,
    long Experiment,
    string Name,
    string ModelType,
    LoggedModelStatus Status,
    string SourceRunId,
    long CreatedAt,
    long UpdatedAt,
    string ArtifactUri,
    IReadOnlyList<KeyValue> Tags,
    IReadOnlyList<KeyValue> Params,
    IReadOnlyList<ModelMetric> Metrics)
{
    /// <summary>The registered versions that were made of it.</summary>
    public IReadOnlyList<RegisteredVersion> Versions => RegisteredVersions.Read(Tags.Where(tag => tag.Key == RegisteredVersions.Tag).Select(tag => tag.Value).FirstOrDefault());
}

/// <summary>A version of a registered model.</summary>
public readonly record struct RegisteredVersion(string Name, int Number);

/// <summary>The latest value that a run measured of a model.</summary>
public readonly record struct ModelMetric(string Key, double Value, long Time, long Step, string RunId, string? DatasetName, string? DatasetDigest);

/// <summary>A point that a run logged of a model.</summary>
/// <param name="DatasetName">On which dataset, or null.</param>
internal readonly record struct ModelMeasurement(string Key, double Value, long Time, long Step, string? DatasetName, string? DatasetDigest);

/// <summary>A model that is about to be saved.</summary>
/// <param name="Name">Null for a made-up one.</param>
/// <param name="SourceRunId">The run that makes it, or null.</param>
public sealed record LogModel(long Experiment, string? Name, string? ModelType, string? SourceRunId, IReadOnlyList<KeyValue> Params, IReadOnlyList<KeyValue> Tags);

/// <summary>A search for logged models.</summary>
/// <param name="Experiments">Numbers of experiments.</param>
/// <param name="Filter">Comparisons joined by AND, such as <c>name = 'forest' AND metrics.accuracy &gt; 0.9</c>.</param>
/// <param name="Datasets">When given, metrics in filter, order and answer are those measured on them.</param>
public sealed record LoggedModelSearch(
    IReadOnlyList<long> Experiments,
    string? Filter = null,
    IReadOnlyList<LoggedModelOrder>? OrderBy = null,
    IReadOnlyList<MeasuredOn>? Datasets = null,
    int MaxResults = LoggedModelSearch.DefaultResults,
    string? PageToken = null)
{
    public const int DefaultResults = 50;
    public const int MostResults = 1_000;
}

/// <summary>A dataset that metrics were measured on; without a digest, any state of it.</summary>
public sealed record MeasuredOn(string Name, string? Digest);
