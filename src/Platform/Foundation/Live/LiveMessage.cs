namespace Slipway.Foundation.Live;

/// <summary>What a live topic says: <see cref="Changed"/>, <see cref="Refetch"/> or <see cref="LivePoints"/>.</summary>
public abstract record LiveMessage
{
    private protected LiveMessage() { }

    /// <summary>Something under the topic changed: read it again. Any number of them waiting for a reader are one.</summary>
    public static readonly LiveMessage Changed = new LiveNotice(nameof(Changed));

    /// <summary>Messages were left out because the reader was slow or the connection was lost: read everything again.</summary>
    public static readonly LiveMessage Refetch = new LiveNotice(nameof(Refetch));

    private sealed record LiveNotice(string Name) : LiveMessage;
}

/// <summary>Points that were just made durable. What is published is never changed afterwards: all subscribers share the arrays.</summary>
/// <param name="Run">The run's id as MLflow clients know it.</param>
/// <param name="Series">The new points of each metric, in the order in which they were logged.</param>
public sealed record LivePoints(string Run, IReadOnlyList<LiveSeries> Series) : LiveMessage
{
    /// <summary>How many points there are in all series.</summary>
    public int Count { get; } = Series.Sum(series => series.Values.Length);

    /// <summary>One message that says what several of the same run say, with one series per metric.</summary>
    internal static LivePoints Merge(IReadOnlyList<LivePoints> messages) =>
        messages is [var only]
            ? only
            : new(
                messages[0].Run,
                [.. messages.SelectMany(message => message.Series).GroupBy(series => series.Key, StringComparer.Ordinal).Select(LiveSeries.Merge)]);
}

/// <summary>New points of one metric of a run, in three arrays of equal length.</summary>
/// <param name="Key">The metric's name.</param>
/// <param name="Steps">Steps; 64-bit integers above 2^53 are rounded, which a chart can't show anyway.</param>
/// <param name="Times">Milliseconds since 1970, UTC.</param>
/// <param name="Values">Values, with NaN and the infinities.</param>
public sealed record LiveSeries(string Key, double[] Steps, double[] Times, double[] Values)
{
    internal static LiveSeries Merge(IGrouping<string, LiveSeries> parts) =>
        new(parts.Key, [.. parts.SelectMany(part => part.Steps)], [.. parts.SelectMany(part => part.Times)], [.. parts.SelectMany(part => part.Values)]);
}
