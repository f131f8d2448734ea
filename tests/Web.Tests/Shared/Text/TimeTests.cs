using Bunit;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class TimeTests : PageTest
{
    [Fact]
    public void The_exact_utc_is_on_hover_and_machine_readable()
    {
        var time = Render<Time>(p => p.Add(t => t.Value, Now.AddMilliseconds(589))).Find("time");

        time.GetAttribute("title").ShouldBe("2026-03-14 09:26:53.589 UTC");
        time.GetAttribute("datetime").ShouldBe("2026-03-14T09:26:53.589Z");
    }

    [Fact]
    public void A_time_that_lost_its_kind_is_utc_and_does_not_shift() =>
        Render<Time>(p => p.Add(t => t.Value, DateTime.SpecifyKind(Now, DateTimeKind.Unspecified))).Find("time").GetAttribute("datetime").ShouldBe("2026-03-14T09:26:53.000Z");

    [Fact]
    public void Without_a_script_the_time_reads_in_utc_and_says_so() =>
        Render<Time>(p => p.Add(t => t.Value, Now)).Find("time").TextContent.ShouldBe("2026-03-14 09:26 UTC");

    [Theory]
    [InlineData(TimeFormat.Relative, "relative")]
    [InlineData(TimeFormat.Exact, "exact")]
    public void The_browser_is_told_how_to_show_it(TimeFormat format, string told) =>
        Render<Time>(p => p.Add(t => t.Value, Now).Add(t => t.Format, format)).Find("slip-clock").GetAttribute("format").ShouldBe(told);

    [Fact]
    public void No_time_is_a_dash_or_the_word_that_was_asked_for()
    {
        Render<Time>(p => p.Add(t => t.Value, null)).Markup.ShouldContain("–");
        Render<Time>(p => p.Add(t => t.Value, null).Add(t => t.None, "never")).Markup.ShouldContain("never");
    }
}
