using System.Runtime.InteropServices;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// Picks at most so many points of a window of steps, spread evenly over the logged points in (Step, Time, Value) order, the first and the last
/// among them: what the MLflow door answers to <c>get-history-bulk-interval</c>. Runs that log the same steps get points of the same steps.
/// </summary>
/// <remarks>
/// MLflow spreads over distinct steps and then returns every point of the chosen ones, which can be many times <c>max_results</c>; here the limit holds.
/// In a series much longer than the limit, points are taken from where the blocks of its chunks begin, so that nothing but the window's edges is decoded.
/// </remarks>
internal sealed class Thinner
{
    // With this many blocks for each point wanted, taking a block's first point shifts a pick by a quarter of their distance at most.
    // A block that is longer is looked into.
    private const int BlocksPerPoint = 4;

    private readonly long _from;
    private readonly long _to;
    private readonly int _limit;
    private readonly long _longest;
    private readonly List<(Point Point, int Weight)> _candidates;

    /// <param name="from">The window's first step.</param>
    /// <param name="to">The window's last step, included.</param>
    /// <param name="limit">The most points to pick, at least 1.</param>
    /// <param name="total">About how many points the window holds.</param>
    public Thinner(long from, long to, int limit, long total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (_from, _to, _limit) = (from, to, limit);
        _longest = total / BlocksPerPoint / limit;
        _candidates = new(_longest < PointBlock.Length ? (int)total : 0);
    }

    /// <summary>Adds what the summary can answer of some of its blocks.</summary>
    /// <returns>The blocks that the caller has to look into, and add what they hold; 0 when the summary was enough.</returns>
    public uint Add(ChunkSummary summary, uint blocks = Chunk.AllBlocks)
    {
        var within = blocks & summary.Overlap(PointOrder.Step, _from, _to);
        for (var i = 0; i < summary.Buckets.Length; i++)
        {
            ref readonly var block = ref summary.Buckets[i];
            if ((within >> i & 1) == 0 || block.First.Step < _from || block.Last.Step > _to || block.Count > _longest)
            {
                continue;
            }

            within &= ~(1u << i);
            if (block.Count > 1)
            {
                _candidates.Add((block.First, block.Count - 1));
            }

            _candidates.Add((block.Last, 1));
        }

        return within;
    }

    /// <summary>Adds those of the points, in any order, that lie in the window.</summary>
    public void Add(ReadOnlySpan<Point> points)
    {
        foreach (ref readonly var point in points)
        {
            if (point.Step >= _from && point.Step <= _to)
            {
                _candidates.Add((point, 1));
            }
        }
    }

    /// <summary>The picked points by (Step, Time, Value), each once.</summary>
    public Point[] Finish()
    {
        var candidates = SortedDistinct();
        if (candidates.Length <= _limit)
        {
            return Array.ConvertAll(candidates.ToArray(), candidate => candidate.Point);
        }

        if (_limit == 1)
        {
            return [candidates[^1].Point];
        }

        long weight = 0;
        foreach (var candidate in candidates)
        {
            weight += candidate.Weight;
        }

        var picked = new Point[_limit];
        var count = 0;
        var current = 0;
        long reached = candidates[0].Weight;
        for (long pick = 0; pick < _limit; pick++)
        {
            var rank = pick * (weight - 1) / (_limit - 1);
            while (reached <= rank)
            {
                reached += candidates[++current].Weight;
            }

            if (count == 0 || picked[count - 1] != candidates[current].Point)
            {
                picked[count++] = candidates[current].Point;
            }
        }

        return picked[..count];
    }

    private Span<(Point Point, int Weight)> SortedDistinct()
    {
        var candidates = CollectionsMarshal.AsSpan(_candidates);
        for (var i = 1; i < candidates.Length; i++)
        {
            if (candidates[i - 1].Point > candidates[i].Point)
            {
                candidates.Sort(static (left, right) => left.Point.CompareTo(right.Point));
                break;
            }
        }

        var kept = 0;
        foreach (var candidate in candidates)
        {
            if (kept == 0 || candidate.Point != candidates[kept - 1].Point)
            {
                candidates[kept++] = candidate;
            }
        }

        return candidates[..kept];
    }
}
