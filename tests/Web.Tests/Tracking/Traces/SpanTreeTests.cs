using Shouldly;
using Slipway.Tracking.Spans;
using Xunit;

namespace Slipway.Tracking.Traces;

public sealed class SpanTreeTests
{
    [Fact]
    public void Rows_follow_who_called_whom_and_folded_spans_hide_what_is_below()
    {
        var tree = new SpanTree([Span("a", null, 0), Span("b", "a", 1), Span("c", "b", 2), Span("d", "a", 3)]);

        tree.Rows(new HashSet<string>()).Select(row => (row.Span.SpanId, row.Depth, row.HasChildren)).ShouldBe([("a", 0, true), ("b", 1, true), ("c", 2, false), ("d", 1, false)]);
        tree.Rows(new HashSet<string> { "b" }).Select(row => row.Span.SpanId).ShouldBe(["a", "b", "d"]);
    }

    [Fact]
    public void Orphans_circles_and_repeated_ids_are_each_shown_once()
    {
        var tree = new SpanTree([Span("a", "gone", 0), Span("b", "c", 1), Span("c", "b", 2), Span("d", "d", 3), Span("a", "gone", 4), Span("", null, 5)]);

        tree.Rows(new HashSet<string>()).Count.ShouldBe(6);
    }

    [Fact]
    public void A_tree_as_deep_as_it_is_long_can_be_walked()
    {
        const int Depth = 20_000;

        var tree = new SpanTree([.. Enumerable.Range(0, Depth).Select(i => Span($"{i}", i == 0 ? null : $"{i - 1}", i))]);

        tree.Rows(new HashSet<string>())[^1].Depth.ShouldBe(Depth - 1);
    }

    private static TraceSpan Span(string id, string? parent, long start) => new(id, parent, id, "", start, start + 1, SpanStatus.Ok, null, null);
}
