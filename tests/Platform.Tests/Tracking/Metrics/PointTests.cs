using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Metrics;

public class PointTests
{
    [Fact]
    public void There_is_one_NaN_and_one_zero()
    {
        var otherNaN = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234);
        new Point(1, 2, otherNaN).ShouldBe(new Point(1, 2, double.NaN));
        BitConverter.DoubleToInt64Bits(new Point(1, 2, otherNaN).Value).ShouldBe(BitConverter.DoubleToInt64Bits(double.NaN));
        double.IsNegative(new Point(1, 2, -0.0).Value).ShouldBeFalse();
        double.IsNegative((new Point(1, 2, 3) with { Value = -0.0 }).Value).ShouldBeFalse();
    }

    [Fact]
    public void Of_two_values_at_one_step_and_time_a_number_is_later_than_NaN()
    {
        Point[] ascending = [new(0, 0, double.NaN), new(0, 0, double.NegativeInfinity), new(0, 0, -1), new(0, 0, 0), new(0, 0, double.PositiveInfinity), new(0, 1, -9), new(1, 0, -9)];
        ascending.Order().ShouldBe(ascending);
        ascending.Max().ShouldBe(new Point(1, 0, -9));
    }

    [Fact]
    public void Equality_and_both_orders_agree() =>
        Gen.Select(Gen.OneOf<Point>(Points.Wild, Points.Crowded), Gen.OneOf<Point>(Points.Wild, Points.Crowded)).Sample((left, right) =>
        {
            (left == right).ShouldBe(left.CompareTo(right) == 0);
            (left == right).ShouldBe(PointOrder.Time.Compare(left, right) == 0);
            Math.Sign(left.CompareTo(right)).ShouldBe(-Math.Sign(right.CompareTo(left)));
        });

    [Fact]
    public void Sorting_in_place_matches_the_naive_model_in_both_orders() =>
        Points.Logged.Sample(points =>
        {
            var byStep = points.ToArray();
            byStep[..PointOrder.Step.SortDistinct(byStep)].ShouldBe(Points.SortedDistinct(points));
            var byTime = points.ToArray();
            byTime[..PointOrder.Time.SortDistinct(byTime)].ShouldBe(Points.SortedDistinctByTime(points));
        }, iter: 500);
}
