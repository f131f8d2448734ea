using System.Globalization;

namespace Slipway.Billing.Plans;

/// <summary>For how long is paid at once.</summary>
public enum BillingInterval
{
    Monthly,
    Yearly,
}

/// <summary>What a plan costs, in cents of euros and without tax.</summary>
/// <param name="SeatMonthly">A seat, when it is paid by the month.</param>
/// <param name="SeatYearly">A seat, when it is paid by the year.</param>
/// <param name="LeastSeats">The fewest seats that one can have.</param>
/// <param name="MostSeats">The most seats that one can have.</param>
/// <param name="MillionPoints">Each million of metric points beyond the plan's own, begun ones too; null where the plan has no limit of them.</param>
public sealed record PlanPrice(long SeatMonthly, long SeatYearly, int LeastSeats, int MostSeats, long? MillionPoints)
{
    /// <summary>A seat for one interval.</summary>
    public long Seat(BillingInterval interval) => interval is BillingInterval.Yearly ? SeatYearly : SeatMonthly;
}

/// <summary>Amounts of money are whole cents; nothing is computed in fractions.</summary>
public static class Money
{
    /// <summary>The one currency that there is, as ISO 4217 calls it.</summary>
    public const string Currency = "EUR";

    /// <summary>An amount of cents in words, such as «€1,234.50».</summary>
    public static string Words(long cents) =>
        string.Create(CultureInfo.InvariantCulture, $"{(cents < 0 ? "−" : "")}€{Math.Abs(cents) / 100:N0}.{Math.Abs(cents) % 100:00}");
}
