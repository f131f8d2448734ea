using Bunit;
using Shouldly;
using Xunit;

namespace Slipway.Shared.Text;

public sealed class DurationTests : PageTest
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(3.25, "3.2s")]
    [InlineData(9.99, "9.9s")]
    [InlineData(59.9, "59s")]
    [InlineData(60, "1m 00s")]
    [InlineData(3599, "59m 59s")]
    [InlineData(3661, "1h 01m")]
    [InlineData(86400, "1d 00h")]
    [InlineData(-5, "0s")]
    public void Two_units_say_enough(double seconds, string words) =>
        Render<Duration>(p => p.Add(d => d.Value, TimeSpan.FromSeconds(seconds))).Find(".duration").TextContent.ShouldBe(words);

    [Fact]
    public void What_has_ended_stands_still()
    {
        var duration = Render<Duration>(p => p.Add(d => d.From, Now).Add(d => d.To, Now.AddMinutes(5)));

        duration.Find(".duration").TextContent.ShouldBe("5m 00s");
        duration.FindAll("slip-clock").ShouldBeEmpty();
    }

    [Fact]
    public void What_runs_counts_up_from_its_start()
    {
        var duration = Render<Duration>(p => p.Add(d => d.From, Now.AddHours(-2)));

        duration.Find("slip-clock").GetAttribute("datetime").ShouldBe("2026-03-14T07:26:53.000Z");
        duration.Find("slip-clock").TextContent.ShouldBe("2h 00m");
    }

    [Fact]
    public void An_unknown_length_is_a_dash() => Render<Duration>().Markup.ShouldContain("–");
}
