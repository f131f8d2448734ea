using Slipway.Billing.Plans;

namespace Slipway.Billing.Subscriptions;

/// <summary>What a part of a period costs. Periods are reckoned in days by the UTC calendar, so that a price holds for the day on which it was shown.</summary>
internal static class Proration
{
    /// <summary>How many days of a period are left, today included, of how many.</summary>
    public static (int Left, int All) Days(DateTime start, DateTime end, DateTime now)
    {
        var all = Math.Max(1, (end.Date - start.Date).Days);
        return (Math.Clamp((end.Date - now.Date).Days, 0, all), all);
    }

    /// <summary>That share of an amount, rounded to the nearest cent, halves up.</summary>
    /// <param name="amount">Of the whole period, 0 or more.</param>
    public static long Of(long amount, int left, int all) => (long)((((Int128)amount * left * 2) + all) / ((Int128)all * 2));

    /// <summary>The first end of a period after a moment. Counted from where the periods began, so that one that began on the 31st doesn't stay on the 28th after a February.</summary>
    public static DateTime EndAfter(DateTime anchor, BillingInterval interval, DateTime moment)
    {
        var months = interval is BillingInterval.Yearly ? 12 : 1;
        var passed = (((moment.Year - anchor.Year) * 12) + moment.Month - anchor.Month) / months;
        var periods = Math.Max(0, passed - 1);
        DateTime end;
        do
        {
            end = anchor.AddMonths(periods++ * months);
        }
        while (end <= moment);
        return end;
    }
}
