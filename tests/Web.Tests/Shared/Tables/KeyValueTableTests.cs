using Bunit;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Tables;

public sealed class KeyValueTableTests : PageTest
{
    private static readonly KeyValuePair<string, string>[] Few = [new("lr", "0.001"), new("optimizer", "adam")];

    private static KeyValuePair<string, string>[] Many => [.. Enumerable.Range(0, 12).Select(n => KeyValuePair.Create($"param_{n}", $"value {n}")), new("lr", "0.001")];

    [Fact]
    public void Pairs_are_shown_in_their_order_and_counted()
    {
        var table = Table(Few);

        table.FindAll("th[scope=row]").Select(key => key.TextContent).ShouldBe(["lr", "optimizer"]);
        table.Find(".count").TextContent.ShouldBe("2");
    }

    [Fact]
    public void The_whole_value_is_copied_and_on_hover()
    {
        var table = Table(Few);

        table.Find("button[data-copy]").GetAttribute("data-copy").ShouldBe("0.001");
        table.Find("td").GetAttribute("title").ShouldBe("0.001");
    }

    [Fact]
    public void A_handful_needs_no_filter() => Table(Few).FindAll("input").ShouldBeEmpty();

    [Theory]
    [InlineData("LR", "lr")]
    [InlineData(" 0.00", "lr")]
    [InlineData("value 11", "param_11")]
    public void The_filter_looks_at_keys_and_values(string text, string key)
    {
        var table = Table(Many);

        table.Find("input").Input(text);

        table.FindAll("th[scope=row]").Select(row => row.TextContent).ShouldBe([key]);
        table.Find(".count").TextContent.ShouldBe("1 of 13");
    }

    [Fact]
    public void A_filter_that_fits_nothing_says_so()
    {
        var table = Table(Many);

        table.Find("input").Input("xyz");

        table.Find(".none").TextContent.ShouldContain("xyz");
    }

    [Fact]
    public void None_at_all_has_its_own_sentence() => Table([]).Find(".none").TextContent.ShouldBe("No parameters were logged.");

    private IRenderedComponent<KeyValueTable> Table(KeyValuePair<string, string>[] pairs) =>
        Render<KeyValueTable>(p => p.Add(t => t.Title, "Parameters").Add(t => t.Pairs, pairs).Add(t => t.Empty, "No parameters were logged."));
}
