using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>When a limit is reached if it goes on like this.</summary>
internal static class UsageForecast
{
    // Of less than this a pace can't be told.
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(2);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(28);
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(365);

    /// <returns>The day, UTC; null when the limit isn't reached within a year, or within the month of what is counted by the month, or is reached already.</returns>
    public static DateTime? Of(Resource resource, long used, long? limit, IReadOnlyList<UsageOfDay> history, DateTime now)
    {
        if (limit is not { } most || used >= most)
        {
            return null;
        }

        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var isMonthly = resource is Resource.MetricPoints;
        var (since, before) = isMonthly ? (month, 0) : Start(history, now);
        var (span, end) = (now - since, isMonthly ? month.AddMonths(1) : now + Horizon);
        if (span < Shortest || used <= before)
        {
            return null;
        }

        var days = (most - used) / ((used - before) / span.TotalDays);
        return days < (end - now).TotalDays ? now.AddDays(days).Date : null;
    }

    // A day's row says how it ended.
    private static (DateTime Since, long Before) Start(IReadOnlyList<UsageOfDay> history, DateTime now) =>
        history.FirstOrDefault(day => day.Day >= DateOnly.FromDateTime(now - Longest)) is { } first ? (first.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), first.Used) : (now, 0);
}
