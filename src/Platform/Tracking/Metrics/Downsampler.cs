namespace Slipway.Tracking.Metrics;

/// <summary>What a chart shows of a series.</summary>
/// <param name="Buckets">Those that hold points, in ascending order.</param>
/// <param name="Points">The first, smallest, largest and last point of every bucket, as they were logged, in the chart's order, each once.</param>
/// <param name="Total">How many points the window holds, NaN and infinities included: the chart shows <c>Points.Count</c> of these.</param>
internal sealed record Downsampled(IReadOnlyList<Bucket> Buckets, IReadOnlyList<Point> Points, long Total);

/// <summary>
/// Gathers the points of one window of a series into at most so many buckets of equal width, without losing an extreme: every bucket keeps its
/// first, smallest, largest and last point. Summaries stand for their points wherever a block of them is narrower than a bucket.
/// </summary>
/// <remarks>
/// A block that reaches over the end of a bucket goes into the one it begins in, so a bucket's last points may lie up to one width beyond it. Nothing
/// is counted twice or left out, provided that a stored point is stored once, which the write path sees to.
/// </remarks>
internal sealed class Downsampler
{
    private readonly PointOrder _axis;
    private readonly long _from;
    private readonly long _to;
    private readonly ulong _width;
    private readonly Bucket[] _buckets;

    /// <param name="from">The first step (or millisecond) of the window.</param>
    /// <param name="to">The last step (or millisecond) of the window, included.</param>
    public Downsampler(PointOrder axis, long from, long to, int maxBuckets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBuckets, 1);
        (_axis, _from, _to) = (axis, from, to);
        var span = (ulong)to - (ulong)from;
        _width = maxBuckets == 1 ? ulong.MaxValue : (span / (ulong)maxBuckets) + 1;
        _buckets = new Bucket[(int)Math.Min(span / _width, (ulong)maxBuckets - 1) + 1];
    }

    /// <summary>Adds what the summary can answer of some of its blocks.</summary>
    /// <returns>The blocks that the caller has to look into, and add what they hold; 0 when the summary was enough.</returns>
    public uint Add(ChunkSummary summary, uint blocks = Chunk.AllBlocks)
    {
        uint within = 0;
        blocks &= summary.Overlap(_axis, _from, _to);
        for (var i = 0; i < summary.Buckets.Length; i++)
        {
            if ((blocks >> i & 1) == 0)
            {
                continue;
            }

            ref readonly var block = ref summary.Buckets[i];
            var (first, last) = block.Range(_axis);

            var whole = first >= _from && last <= _to && (ulong)last - (ulong)first < _width && (_axis == PointOrder.Step || block.FollowsTime);
            if (whole)
            {
                _buckets[IndexOf(first)].Add(block, _axis);
            }
            else
            {
                within |= 1u << i;
            }
        }

        return within;
    }

    /// <summary>Adds those of the points that lie in the window; they may come in any order, and fastest sorted.</summary>
    public void Add(ReadOnlySpan<Point> points)
    {
        var index = 0;
        ulong start = 0;
        var known = false;
        foreach (ref readonly var point in points)
        {
            var position = _axis.Position(point);
            if (position < _from || position > _to)
            {
                continue;
            }

            // A division for every point would cost as much as the rest of the work.
            var offset = (ulong)position - (ulong)_from;
            if (!known || offset < start || offset - start >= _width)
            {
                index = IndexOf(position);
                start = (ulong)index * _width;
                known = true;
            }

            _buckets[index].Add(point, _axis);
        }
    }

    public Downsampled Finish()
    {
        var filled = Array.FindAll(_buckets, bucket => bucket.Count > 0);
        var points = new Point[filled.Length * Bucket.MaxKept];
        var kept = 0;
        long total = 0;
        foreach (ref readonly var bucket in filled.AsSpan())
        {
            kept += bucket.Keep(points.AsSpan(kept));
            total += bucket.Count;
        }

        Array.Resize(ref points, _axis.SortDistinct(points.AsSpan(0, kept)));
        return new Downsampled(filled, points, total);
    }

    // All 2^64 positions in one bucket are one more than a width can say; the last of them is put with the others.
    private int IndexOf(long position) => (int)Math.Min(((ulong)position - (ulong)_from) / _width, (ulong)_buckets.Length - 1);
}
