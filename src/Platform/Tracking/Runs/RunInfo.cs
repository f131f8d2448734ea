namespace Slipway.Tracking.Runs;

/// <summary>A run without what was logged to it.</summary>
/// <param name="RunId">32 lower-case hexadecimal digits.</param>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="UserName">Who the client said it was.</param>
/// <param name="StartTime">Unix milliseconds.</param>
/// <param name="EndTime">Unix milliseconds; null while it runs.</param>
/// <param name="ArtifactLocation">Where the experiment's clients put artifacts themselves; null when they go through the server.</param>
public sealed record RunInfo(
    string RunId, string Name, long Experiment, string UserName, RunStatus Status, long StartTime, long? EndTime, bool Deleted, string? ArtifactLocation);
