using Slipway.Tracking.Assessments;

namespace Slipway.Tracking.Traces;

/// <summary>A trace as lists show it.</summary>
/// <param name="TraceId">What clients call it.</param>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="RequestTime">When it began; Unix milliseconds.</param>
/// <param name="Duration">In milliseconds; null while it is in progress.</param>
/// <param name="SourceRun">The run that it was made in or linked to first, or null.</param>
/// <param name="Feedback">Values of its feedback and expectations that stand, as <c>name: value</c>.</param>
public sealed record TraceSummary(
    string TraceId,
    long Experiment,
    string Name,
    TraceState State,
    long RequestTime,
    long? Duration,
    string? RequestPreview,
    string? ResponsePreview,
    long? InputTokens,
    long? OutputTokens,
    long? TotalTokens,
    string? SourceRun,
    IReadOnlyList<KeyValue> Feedback);

/// <summary>A trace as readers see it, without its spans.</summary>
/// <param name="ExperimentName">The name of its experiment.</param>
/// <param name="ClientRequestId">What the application itself calls the request, or null.</param>
/// <param name="Metadata">What its client noted when it was made.</param>
/// <param name="Runs">The runs it belongs to.</param>
public sealed record TraceDetails(
    TraceSummary Summary,
    string ExperimentName,
    string? ClientRequestId,
    IReadOnlyList<KeyValue> Tags,
    IReadOnlyList<KeyValue> Metadata,
    IReadOnlyList<string> Runs,
    IReadOnlyList<AssessmentDetails> Assessments);

/// <summary>What a client tells of a trace.</summary>
/// <param name="RequestTime">Unix milliseconds.</param>
/// <param name="Duration">In milliseconds; null while it is in progress.</param>
public sealed record StartTrace(
    string TraceId,
    long Experiment,
    TraceState State,
    long RequestTime,
    long? Duration,
    string? ClientRequestId,
    string? RequestPreview,
    string? ResponsePreview,
    IReadOnlyList<KeyValue> Metadata,
    IReadOnlyList<KeyValue> Tags);

/// <summary>A search for traces.</summary>
/// <param name="Experiments">Numbers of experiments; null for all of the project that aren't deleted.</param>
/// <param name="Filter">Comparisons joined by AND, such as <c>status = 'ERROR' AND tags.team = 'search'</c>.</param>
/// <param name="OrderBy">Such as <c>timestamp_ms DESC</c>, which is the order when none is given.</param>
public sealed record TraceSearch(
    IReadOnlyList<long>? Experiments,
    string? Filter = null,
    IReadOnlyList<string>? OrderBy = null,
    int MaxResults = TraceSearch.DefaultResults,
    string? PageToken = null)
{
    public const int DefaultResults = 100;
    public const int MostResults = 500;
}

/// <summary>Some rows of a search by their place.</summary>
/// <param name="Total">How many rows the search has in all.</param>
/// <param name="Newest">The mark of the newest trace there was: a window asked for with it leaves out what came later.</param>
public sealed record TraceWindow(IReadOnlyList<TraceSummary> Items, int Total, long Newest);

/// <summary>Which traces of an experiment to delete: those named, or the oldest ones up to a time.</summary>
/// <param name="UpTo">Unix milliseconds.</param>
/// <param name="Most">How many at most, oldest first; null for all.</param>
public sealed record DeleteTraces(long Experiment, IReadOnlyList<string> TraceIds, long? UpTo, int? Most);

/// <summary>A version of a prompt that a trace used.</summary>
public sealed record LinkedPrompt(string Name, string Version);
