using System.Text;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Artifacts.Viewers;

public sealed class TextWindowTests
{
    [Theory]
    [InlineData("short\n")]
    [InlineData("no end of line at all, and long enough for several windows, grün und 日本語 too")]
    [InlineData("a\nbb\nccc\n\n\ndddd dddd dddd\nß\n日本\n")]
    public void Windows_one_after_the_other_are_the_whole_text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = "";
        for (var at = 0L; at < bytes.Length;)
        {
            var window = TextWindow.Of(bytes.AsSpan((int)at, (int)Math.Min(16, bytes.Length - at)), at, bytes.Length);
            window.To.ShouldBeGreaterThan(at);
            whole += window.Text;
            at = window.To;
        }

        whole.ShouldBe(text);
    }

    [Fact]
    public void A_line_that_is_cut_begins_the_next_window()
    {
        var window = TextWindow.Of("one\ntwo\nthr"u8, 100, 1_000);

        window.ShouldBe(new TextWindow("one\ntwo\n", 100, 108, 2));
    }
}
