using Shouldly;
using Xunit;

namespace Slipway.Tracking.Compare;

public sealed class DeltaTests
{
    [Theory]
    [InlineData(0.9, 0.8, false, "+12.5 %", true)]
    [InlineData(0.9, 0.8, true, "+12.5 %", false)]
    [InlineData(-3.0, -2.0, null, "−50 %", null)]
    [InlineData(5.0, 0.0, null, "+5", null)]
    [InlineData(1e6, 1.0, null, "+999,999", null)]
    public void It_says_how_far_a_value_is_from_the_baseline_and_whether_that_is_better(double value, double baseline, bool? lowerIsBetter, string text, bool? better)
    {
        var delta = Delta.Of(value, baseline, lowerIsBetter).ShouldNotBeNull();

        delta.Text.ShouldBe(text);
        delta.IsBetter.ShouldBe(better);
    }

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(double.NaN, 1.0)]
    [InlineData(1.0, double.MaxValue)]
    [InlineData(null, 1.0)]
    [InlineData(1.0, null)]
    public void There_is_nothing_to_measure_where_a_number_is_missing_or_the_same(double? value, double? baseline) => Delta.Of(value, baseline, true).ShouldBeNull();
}
