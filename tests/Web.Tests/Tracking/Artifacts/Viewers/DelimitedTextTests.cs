using System.Text;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Artifacts.Viewers;

public sealed class DelimitedTextTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2,5\n", ';')]
    [InlineData("a\tb\n1, 2\t3\n", '\t')]
    [InlineData("a|b|c\n1|2|3\n", '|')]
    [InlineData("\"x, y\";b\n\"1, 2\";3\n", ';')]
    public void The_delimiter_is_the_one_that_makes_even_rows(string text, char delimiter) =>
        DelimitedText.DelimiterOf(Encoding.UTF8.GetBytes(text), "a.csv", true).ShouldBe((byte)delimiter);

    [Fact]
    public void Quoted_cells_hold_delimiters_line_ends_and_quotes()
    {
        var rows = Read("a,\"b\nc\",\"say \"\"so\"\"\"\r\n1,,\n").Rows;

        rows.Select(row => string.Join('|', row)).ShouldBe(["a|b\nc|say \"so\"", "1||"]);
    }

    [Fact]
    public void A_row_that_is_cut_is_left_to_the_next_window_and_the_last_needs_no_line_end()
    {
        var cut = Read("a,b\n1,\"2\n3", isEnd: false);
        (cut.Rows.Count, cut.Read).ShouldBe((1, 4));
        Read("a,b\n1,2", isEnd: true).Rows.Count.ShouldBe(2);
        Read("a,b\n1,2", isEnd: false).Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void Windows_one_after_the_other_read_what_one_reading_does()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},\"line\n{i}, \"\"q\"\"\",{i * 3}\n"));
        var bytes = Encoding.UTF8.GetBytes(text);
        List<string> rows = [];
        for (var at = 0; at < bytes.Length;)
        {
            var read = DelimitedText.Read(bytes.AsSpan(at, Math.Min(1_000, bytes.Length - at)), (byte)',', 7, at + 1_000 >= bytes.Length);
            read.Rows.ShouldNotBeEmpty();
            rows.AddRange(read.Rows.Select(row => string.Join('|', row)));
            at += read.Read;
        }

        rows.ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}|line\n{i}, \"q\"|{i * 3}"));
    }

    private static DelimitedRows Read(string text, bool isEnd = true) => DelimitedText.Read(Encoding.UTF8.GetBytes(text), (byte)',', 100, isEnd);
}
