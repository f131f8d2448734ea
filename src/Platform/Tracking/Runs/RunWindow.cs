namespace Slipway.Tracking.Runs;

/// <summary>A stretch of a search's result, as a scrolled table shows it.</summary>
/// <param name="FirstToken">The page token that asks for this stretch again, whatever is added or deleted before it; null when it is the beginning.</param>
/// <param name="NextToken">Asks for the stretch after it; null when it reaches the end.</param>
public sealed record RunWindow(IReadOnlyList<RunDetails> Runs, string? FirstToken, string? NextToken);

/// <summary>A key that runs log to.</summary>
/// <param name="Runs">How many of the runs that were looked at have it.</param>
/// <param name="Values">How many different values they have for it; 0 for metrics, whose values nearly always differ.</param>
public readonly record struct LoggedKey(string Name, int Runs, int Values);

/// <summary>What the newest runs log, most used first.</summary>
public sealed record LoggedKeys(IReadOnlyList<LoggedKey> Metrics, IReadOnlyList<LoggedKey> Params)
{
    /// <summary>How many runs are looked at.</summary>
    public const int Sample = 50;

    /// <summary>The most keys of a kind.</summary>
    public const int Most = 200;
}
