using Slipway.Tracking.Ingest;

namespace Slipway.Tracking.Runs;

/// <summary>What one request adds to a run, all or nothing.</summary>
/// <param name="RunId">32 lower-case hexadecimal digits.</param>
/// <param name="Metrics">Points by metric, each metric once. Their arrays are given away.</param>
/// <param name="Params">Immutable: the same value again is fine, another one is refused.</param>
/// <param name="Tags">The last write wins.</param>
public sealed record RunLog(
    string RunId, IReadOnlyList<LoggedSeries> Metrics, IReadOnlyList<KeyValue> Params, IReadOnlyList<KeyValue> Tags)
{
    /// <summary>The most points of one request.</summary>
    public const int MaxPoints = 1_000;

    /// <summary>The most params and the most tags of one request.</summary>
    public const int MaxParams = 100;

    /// <summary>The most points, params and tags of one request together.</summary>
    public const int MaxItems = 1_000;
}

/// <summary>A new run.</summary>
/// <param name="Experiment">The number of the experiment.</param>
/// <param name="Name">Its name; made up when neither this nor the tag mlflow.runName is given.</param>
/// <param name="UserName">Who the client says it is; the tag mlflow.user when it isn't given.</param>
/// <param name="StartTime">Unix milliseconds; now when it isn't given.</param>
public sealed record CreateRun(long Experiment, string? Name, string? UserName, long? StartTime, IReadOnlyList<KeyValue> Tags);

/// <summary>What changes of a run; what is null stays.</summary>
/// <param name="EndTime">Unix milliseconds.</param>
/// <param name="KeepsEnd">Whether a run that has an end keeps it.</param>
public sealed record UpdateRun(string RunId, RunStatus? Status, long? EndTime, string? Name, bool KeepsEnd = false);

/// <summary>A run as it was created, with the tags that it was created with.</summary>
public sealed record CreatedRun(RunInfo Info, IReadOnlyList<KeyValue> Tags);
