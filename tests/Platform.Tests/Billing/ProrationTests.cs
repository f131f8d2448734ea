using CsCheck;
using Shouldly;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Xunit;

namespace Slipway.Billing;

/// <summary>What a part of a period costs, in whole cents.</summary>
public sealed class ProrationTests
{
    private static readonly Gen<(long Amount, int Left, int All)> Parts =
        from all in Gen.Int[1, 366]
        from left in Gen.Int[0, all]
        from amount in Gen.Long[0, 10_000L * 490_00]
        select (amount, left, all);

    private static readonly Gen<DateTime> Moments = Gen.DateTime[new DateTime(2020, 1, 1), new DateTime(2040, 1, 1)].Select(at => DateTime.SpecifyKind(at, DateTimeKind.Utc));

    private static readonly Gen<PlanChoice> Choices =
        from plan in Gen.OneOf(Gen.Const(PlanName.Team), Gen.Const(PlanName.Enterprise))
        from interval in Gen.Enum<BillingInterval>()
        from seats in Gen.Int[10, 100]
        select new PlanChoice(plan, interval, seats, 0);

    [Fact]
    public void A_part_is_never_less_than_nothing_nor_more_than_the_whole_and_no_cent_away_from_its_share() => Parts.Sample(part =>
    {
        var cost = Proration.Of(part.Amount, part.Left, part.All);
        cost.ShouldBeInRange(0, part.Amount);
        Math.Abs((decimal)cost - ((decimal)part.Amount * part.Left / part.All)).ShouldBeLessThanOrEqualTo(0.5m);
    });

    [Fact]
    public void A_part_and_the_rest_are_the_whole_give_or_take_a_cent() => Parts.Sample(part =>
        (Proration.Of(part.Amount, part.Left, part.All) + Proration.Of(part.Amount, part.All - part.Left, part.All) - part.Amount).ShouldBeInRange(0, 1));

    [Fact]
    public void A_day_more_never_costs_less() => Parts.Where(part => part.Left < part.All).Sample(part =>
        Proration.Of(part.Amount, part.Left + 1, part.All).ShouldBeGreaterThanOrEqualTo(Proration.Of(part.Amount, part.Left, part.All)));

    [Fact]
    public void A_period_that_begins_has_all_its_days_and_one_that_ends_has_none() => Gen.Select(Moments, Gen.Enum<BillingInterval>()).Sample((start, interval) =>
    {
        var end = Proration.EndAfter(start, interval, start);
        Proration.Days(start, end, start).ShouldSatisfyAllConditions(days => days.Left.ShouldBe(days.All), days => days.All.ShouldBeInRange(28, 366));
        Proration.Days(start, end, end).Left.ShouldBe(0);
        Proration.Days(start, end, end.AddDays(40)).Left.ShouldBe(0);
    });

    [Fact]
    public void Periods_follow_each_other_without_a_gap_and_keep_their_day() => Gen.Select(Moments, Gen.Int[1, 30]).Sample((anchor, count) =>
    {
        var start = anchor;
        for (var period = 1; period <= count; period++)
        {
            var end = Proration.EndAfter(anchor, BillingInterval.Monthly, start);
            end.ShouldBe(anchor.AddMonths(period));
            start = end;
        }
    });

    [Fact]
    public void What_began_on_the_31st_goes_on_at_the_ends_of_short_months_and_comes_back()
    {
        var anchor = new DateTime(2027, 1, 31, 9, 0, 0, DateTimeKind.Utc);

        var february = Proration.EndAfter(anchor, BillingInterval.Monthly, anchor);
        february.ShouldBe(new DateTime(2027, 2, 28, 9, 0, 0, DateTimeKind.Utc));
        Proration.EndAfter(anchor, BillingInterval.Monthly, february).ShouldBe(new DateTime(2027, 3, 31, 9, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public void Going_up_and_down_on_one_day_costs_nothing_in_the_end() => Gen.Select(Choices, Choices, Moments, Gen.Int[0, 366]).Where((before, after, _, _) => before.Interval == after.Interval).Sample((before, after, start, day) =>
    {
        var now = start.AddDays(Math.Min(day, (Proration.EndAfter(start, before.Interval, start) - start).Days));

        (Cost(before, after, start, now) + Cost(after, before, start, now)).ShouldBe(0);
        Cost(before, before, start, now).ShouldBe(0);
    });

    [Fact]
    public void Another_interval_gives_back_what_is_left_and_charges_a_whole_period() => Gen.Select(Choices, Moments, Gen.Int[0, 27]).Sample((choice, start, day) =>
    {
        var other = choice with { Interval = choice.Interval is BillingInterval.Monthly ? BillingInterval.Yearly : BillingInterval.Monthly };
        var (end, now) = (Proration.EndAfter(start, choice.Interval, start), start.AddDays(day));
        var (left, all) = Proration.Days(start, end, now);

        Cost(choice, other, start, now).ShouldBe(other.Whole - Proration.Of(choice.Whole, left, all));
    });

    private static long Cost(PlanChoice before, PlanChoice after, DateTime start, DateTime now)
    {
        var subscription = Subscriptions.Subscription.Open(Foundation.Tenancy.Id<Foundation.Tenancy.Organization>.New(), start);
        subscription.Choose(before.Plan, before.Interval, before.Seats, 0);
        subscription.BeginPaying(202601, start);
        return Quote.For(subscription, after, null, now).Lines.Sum(line => line.Amount);
    }
}
