namespace Slipway.Tracking.Metrics;

/// <summary>
/// Tells which of the points that a client sends for a series are new, so that a retried request changes nothing and is not metered again.
/// Only chunks and journal rows that overlap the sent points have to be shown to it.
/// </summary>
internal sealed class ReplayFilter
{
    private readonly Point[] _sent;
    private readonly bool[] _stored;

    /// <param name="sent">In any order, repeats among them; copied.</param>
    public ReplayFilter(ReadOnlySpan<Point> sent)
    {
        var points = sent.ToArray();
        Array.Resize(ref points, PointOrder.Step.SortDistinct(points));
        (_sent, _stored) = (points, new bool[points.Length]);
    }

    /// <summary>Whether a point that was sent is among the stored ones seen so far.</summary>
    public bool AnyStored { get; private set; }

    /// <summary>The blocks that may hold a point that was sent; the caller decodes these and shows them to <see cref="Exclude"/>.</summary>
    public uint Overlap(ChunkSummary summary)
    {
        uint blocks = 0;
        for (var i = 0; i < summary.Buckets.Length; i++)
        {
            ref readonly var block = ref summary.Buckets[i];
            var first = PointOrder.Step.CountBefore(_sent, block.First);
            var end = PointOrder.Step.CountBefore(_sent, block.Last, inclusive: true);
            for (; first < end; first++)
            {
                if (_sent[first].Time >= block.MinTime && _sent[first].Time <= block.MaxTime)
                {
                    blocks |= 1u << i;
                    break;
                }
            }
        }

        return blocks;
    }

    /// <summary>Marks as not new whatever is among the stored points, which may come in any order.</summary>
    public void Exclude(ReadOnlySpan<Point> stored)
    {
        if (_sent.Length == 0)
        {
            return;
        }

        foreach (ref readonly var point in stored)
        {
            if (point < _sent[0] || point > _sent[^1])
            {
                continue;
            }

            var index = _sent.AsSpan().BinarySearch(point);
            if (index >= 0)
            {
                _stored[index] = true;
                AnyStored = true;
            }
        }
    }

    /// <summary>The points that are new, each once, by (Step, Time, Value).</summary>
    public Point[] Fresh() => AnyStored ? [.. _sent.Where((_, i) => !_stored[i])] : _sent;
}
