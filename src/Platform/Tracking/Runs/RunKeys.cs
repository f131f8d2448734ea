namespace Slipway.Tracking.Runs;

/// <summary>Everything that runs of some experiments log to, each kind in the order of its letters.</summary>
/// <param name="IsWhole">Whether that is all: of more than <see cref="Most"/> of a kind, the first are told.</param>
public sealed record RunKeys(IReadOnlyList<string> Metrics, IReadOnlyList<string> Params, IReadOnlyList<string> Tags, bool IsWhole)
{
    public const int Most = 2_000;
}

/// <summary>Values that runs have for one key, most frequent first.</summary>
/// <param name="IsWhole">Whether these are all there are, as far as was looked.</param>
public sealed record RunValues(IReadOnlyList<string> Values, bool IsWhole)
{
    public const int Most = 50;
}
