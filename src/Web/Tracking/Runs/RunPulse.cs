using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Runs;

/// <summary>When something was last heard of a run that hasn't said how it ended, and whether that is longer ago than usual for it.</summary>
internal sealed record RunPulse(DateTime LastSign, bool IsSilent)
{
    /// <summary>Runs that log more often than that are not called silent before.</summary>
    public static readonly TimeSpan LeastSilence = TimeSpan.FromMinutes(5);

    /// <summary>How many times its own pace a run may be late.</summary>
    private const int Patience = 4;

    /// <summary>
    /// Judges by the points alone: they are the only thing whose time is known. A run that logs every half an hour isn't silent after ten minutes:
    /// what is usual for it is told from its busiest metric.
    /// </summary>
    public static RunPulse Of(RunInfo run, IReadOnlyList<MetricSummary> metrics, DateTime now)
    {
        var start = Moment(run.StartTime);
        var last = metrics.Count == 0 ? start : Moment(metrics.Max(metric => metric.Time));
        // Clients' clocks differ from ours, and some log steps in place of times.
        last = last > now ? now : last < start ? start : last;
        var points = metrics.Count == 0 ? 0 : metrics.Max(metric => metric.Count);
        var pace = points > 1 ? (last - start) / points : TimeSpan.Zero;
        var patience = pace * Patience > LeastSilence ? pace * Patience : LeastSilence;
        return new(last, run.Status is RunStatus.Running && now - last > patience);
    }

    public static DateTime Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
