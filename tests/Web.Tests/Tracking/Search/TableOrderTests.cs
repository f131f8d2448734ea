using Shouldly;
using Xunit;

namespace Slipway.Tracking.Search;

public sealed class TableOrderTests
{
    [Fact]
    public void A_head_is_pressed_three_times_around()
    {
        var once = TableOrder.Next(null, "metrics.`loss`", descendingFirst: false);
        var twice = TableOrder.Next(once, "metrics.`loss`", descendingFirst: false);

        once.ShouldBe(new TableOrder("metrics.`loss`", Descending: false));
        twice.ShouldBe(new TableOrder("metrics.`loss`", Descending: true));
        TableOrder.Next(twice, "metrics.`loss`", descendingFirst: false).ShouldBeNull();
        TableOrder.Next(twice, "attributes.duration", descendingFirst: true).ShouldBe(new TableOrder("attributes.duration", Descending: true));
    }

    [Theory]
    [InlineData("metrics.`val loss` DESC", "metrics.`val loss`", true)]
    [InlineData("metrics.`val loss` asc", "metrics.`val loss`", false)]
    [InlineData("start_time", "start_time", false)]
    public void What_stands_in_the_address_is_read_as_it_was_written(string text, string key, bool descending) =>
        TableOrder.Read(text).ShouldBe(new TableOrder(key, descending));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_order_is_none(string? text) => TableOrder.Read(text).ShouldBeNull();
}
