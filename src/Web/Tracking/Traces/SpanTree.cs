using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>A span at its place in the tree.</summary>
internal sealed record SpanRow(TraceSpan Span, int Depth, bool HasChildren);

/// <summary>Spans by who called whom. Those whose parent is missing, or that call themselves in a circle, stand at the root, so that each is shown once.</summary>
internal sealed class SpanTree
{
    private readonly Dictionary<string, List<TraceSpan>> _children = [];
    private readonly List<TraceSpan> _roots = [];

    public SpanTree(IReadOnlyList<TraceSpan> spans)
    {
        Spans = spans;
        var parents = spans.DistinctBy(span => span.SpanId).ToDictionary(span => span.SpanId, span => span.ParentId);
        foreach (var span in spans)
        {
            if (span.ParentId is { } parent && parents.ContainsKey(parent) && parent != span.SpanId)
            {
                (_children.TryGetValue(parent, out var known) ? known : _children[parent] = []).Add(span);
            }
            else
            {
                _roots.Add(span);
            }
        }

        Start = spans.Count == 0 ? 0 : spans.Min(span => span.Start);
        End = spans.Count == 0 ? 1 : Math.Max(Start + 1, spans.Max(span => span.End ?? span.Start));
        _roots.AddRange(Unreached());
    }

    public IReadOnlyList<TraceSpan> Spans { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public long Start { get; }

    public long End { get; }

    public TraceSpan? Root => _roots.Count > 0 ? _roots[0] : null;

    /// <summary>The rows that are seen when what is below some spans is folded away. Deep trees are walked without recursion.</summary>
    public List<SpanRow> Rows(IReadOnlySet<string> folded)
    {
        List<SpanRow> rows = [];
        HashSet<TraceSpan> seen = new(ReferenceEqualityComparer.Instance);
        Stack<(TraceSpan Span, int Depth)> open = new(Enumerable.Reverse(_roots).Select(root => (root, 0)));
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.Span))
            {
                continue;
            }

            var children = _children.GetValueOrDefault(next.Span.SpanId) ?? [];
            rows.Add(new(next.Span, next.Depth, children.Count > 0));
            if (!folded.Contains(next.Span.SpanId))
            {
                foreach (var child in Enumerable.Reverse(children))
                {
                    open.Push((child, next.Depth + 1));
                }
            }
        }

        return rows;
    }

    private List<TraceSpan> Unreached()
    {
        var reached = Rows(new HashSet<string>()).Select(row => row.Span).ToHashSet<TraceSpan>(ReferenceEqualityComparer.Instance);
        return [.. Spans.Where(span => !reached.Contains(span))];
    }
}
