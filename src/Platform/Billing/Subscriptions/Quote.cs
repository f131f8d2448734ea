using System.Globalization;
using Slipway.Billing.Plans;

namespace Slipway.Billing.Subscriptions;

/// <summary>What somebody chose, checked.</summary>
internal sealed record PlanChoice(PlanName Plan, BillingInterval Interval, int Seats, long Millions)
{
    public PlanPrice Price => Plans.Plan.Of(Plan).Price ?? throw new InvalidOperationException($"{Plan} costs nothing.");

    /// <summary>What a whole period costs.</summary>
    public long Whole => Seats * Price.Seat(Interval);

    public static PlanChoice Of(Subscription subscription) => new(subscription.Plan, subscription.Interval, subscription.Seats, subscription.Millions);
}

/// <summary>What a choice costs at once.</summary>
/// <param name="BeginsPeriod">Whether a period begins with it.</param>
internal sealed record Quote(IReadOnlyList<ChargeLine> Lines, bool IsTrial, bool BeginsPeriod, DateTime PeriodStart, DateTime PeriodEnd)
{
    /// <param name="trial">How long one could try it; null when that isn't on offer.</param>
    public static Quote For(Subscription? subscription, PlanChoice choice, TimeSpan? trial, DateTime now)
    {
        if (subscription is not { IsLive: true })
        {
            return trial is { } length ? new([], true, true, now, now + length) : Begun(choice, [], now);
        }

        var before = PlanChoice.Of(subscription);
        if (subscription.Status is SubscriptionStatus.Trialing)
        {
            return new([], true, false, subscription.PeriodStart, subscription.PeriodEnd);
        }

        var (left, all) = Proration.Days(subscription.PeriodStart, subscription.PeriodEnd, now);
        if (before.Interval != choice.Interval)
        {
            return Begun(choice, GivenBack(before, left, all), now);
        }

        return before.Plan == choice.Plan && before.Seats == choice.Seats
            ? new([], false, false, subscription.PeriodStart, subscription.PeriodEnd)
            : new([.. GivenBack(before, left, all), .. Remaining(choice, left, all)], false, false, subscription.PeriodStart, subscription.PeriodEnd);
    }

    /// <summary>A whole period.</summary>
    public static ChargeLine Whole(PlanChoice choice, DateTime start, DateTime end) =>
        new($"{Seats(choice)}, {Day(start)} to {Day(end)}", choice.Seats, choice.Price.Seat(choice.Interval), choice.Whole);

    /// <summary>A day as invoices write it.</summary>
    public static string Day(DateTime day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static Quote Begun(PlanChoice choice, ChargeLine[] before, DateTime now)
    {
        var end = Proration.EndAfter(now, choice.Interval, now);
        return new([.. before, Whole(choice, now, end)], false, true, now, end);
    }

    private static ChargeLine[] GivenBack(PlanChoice choice, int left, int all) => Proration.Of(choice.Whole, left, all) is > 0 and var amount
        ? [new($"Given back: {Seats(choice)}, {Days(left, all)}", choice.Seats, choice.Price.Seat(choice.Interval), -amount)]
        : [];

    private static ChargeLine[] Remaining(PlanChoice choice, int left, int all) => Proration.Of(choice.Whole, left, all) is > 0 and var amount
        ? [new($"{Seats(choice)}, {Days(left, all)}", choice.Seats, choice.Price.Seat(choice.Interval), amount)]
        : [];

    private static string Seats(PlanChoice choice) =>
        string.Create(CultureInfo.InvariantCulture, $"{Plans.Plan.Of(choice.Plan).Title}, {choice.Seats:N0} {(choice.Seats == 1 ? "seat" : "seats")}");

    private static string Days(int left, int all) => left == all ? $"all {all} days of the period" : $"{left} of {all} days of the period";
}
