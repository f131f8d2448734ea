using Shouldly;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Compare;

public sealed class DimensionTests
{
    [Fact]
    public void What_differs_is_an_axis_of_numbers_where_all_are_numbers()
    {
        var comparison = new Comparison([], [], [], [Param("lr", "0.1", "1e-2"), Param("optimizer", "adam", "7"), Param("depth", "3", null), new("same", ["1", "1"], Differs: false)], [], [Metric("loss", 0.5, double.NaN)]);

        var dimensions = Dimension.Of(comparison);

        dimensions.Select(dimension => dimension.Name).ShouldBe(["params.lr", "params.optimizer", "params.depth", "metrics.loss"]);
        dimensions[0].Numbers.ShouldBe([0.1, 0.01]);
        dimensions[1].Numbers.ShouldBeNull();
        dimensions[1].Words.ShouldBe(["adam", "7"]);
        dimensions[2].Numbers.ShouldBe([3, null]);
        dimensions[3].Numbers.ShouldBe([0.5, null]);
        dimensions[3].Words.ShouldBe(["0.5", "NaN"]);
    }

    private static ComparedText Param(string name, params string?[] values) => new(name, values, Differs: true);

    private static ComparedMetric Metric(string name, params double[] values) => new(name, null, [.. values.Select(value => new MetricSummary(name, value, 1, 1, null, null, 1))], Differs: true);
}
