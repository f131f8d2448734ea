using System.Buffers;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// The points of a series, in order and each once, page by page, out of chunks that may overlap and journal points in any order.
/// A chunk is loaded and decoded when the reading reaches its first point and let go after its last, so chunks that don't overlap
/// are in memory one at a time.
/// </summary>
internal sealed class SeriesMerge : IDisposable
{
    /// <summary>Loads the payload of the chunk at an index of the summaries that the merge was given.</summary>
    public delegate ValueTask<ReadOnlyMemory<byte>> PayloadLoader(int chunk, CancellationToken ct);

    private readonly PointOrder _order;
    private readonly PayloadLoader _load;
    private readonly List<(Point Bound, int Chunk)> _waiting = [];
    private readonly List<Source> _open = [];
    private int _nextWaiting;
    private Point? _last;

    /// <param name="chunks">The summaries of the chunks to read, in any order.</param>
    /// <param name="journal">Points that are in no chunk yet, in any order; copied.</param>
    /// <param name="after">Where an earlier reading ended: only points beyond it are read.</param>
    public SeriesMerge(PointOrder order, IReadOnlyList<ChunkSummary> chunks, PayloadLoader load, ReadOnlySpan<Point> journal, Point? after = null)
    {
        (_order, _load, _last) = (order, load, after);
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            ref readonly var all = ref chunks[chunk].All;
            if (after is not { } end || !EndsBefore(all, end))
            {
                // NaN is the least value, so this is the least point that the chunk's earliest time allows.
                _waiting.Add((order == PointOrder.Step ? all.First : new Point(long.MinValue, all.MinTime, double.NaN), chunk));
            }
        }

        _waiting.Sort((left, right) => order.Compare(left.Bound, right.Bound));
        if (!journal.IsEmpty)
        {
            var points = ArrayPool<Point>.Shared.Rent(journal.Length);
            journal.CopyTo(points);
            Open(points, order.SortDistinct(points.AsSpan(0, journal.Length)));
        }
    }

    /// <summary>Fills <paramref name="page"/> with the next points; fewer than it holds only at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<Point> page, CancellationToken ct = default)
    {
        var filled = 0;
        while (filled < page.Length)
        {
            var smallest = Smallest(besides: -1);
            if (_nextWaiting < _waiting.Count && (smallest < 0 || _order.Compare(_waiting[_nextWaiting].Bound, _open[smallest].Head) <= 0))
            {
                await OpenNextAsync(ct);
                continue;
            }

            if (smallest < 0)
            {
                break;
            }

            filled += Drain(smallest, page.Span[filled..]);
        }

        return filled;
    }

    public void Dispose()
    {
        foreach (var source in _open)
        {
            ArrayPool<Point>.Shared.Return(source.Points);
        }

        _open.Clear();
        _nextWaiting = _waiting.Count;
    }

    private async ValueTask OpenNextAsync(CancellationToken ct)
    {
        var payload = await _load(_waiting[_nextWaiting++].Chunk, ct);
        var points = ArrayPool<Point>.Shared.Rent(Chunk.MaxPoints);
        var count = Chunk.Read(payload.Span, points);
        _order.Sort(points.AsSpan(0, count));
        Open(points, count);
    }

    private void Open(Point[] points, int count)
    {
        var source = new Source(points, count);
        if (_last is { } last)
        {
            source.Position = _order.CountBefore(source.Rest, last, inclusive: true);
        }

        if (source.Rest.IsEmpty)
        {
            ArrayPool<Point>.Shared.Return(points);
        }
        else
        {
            _open.Add(source);
        }
    }

    /// <summary>Takes from one source all points that come before those of every other, as far as they fit.</summary>
    private int Drain(int index, Span<Point> page)
    {
        var source = _open[index];
        var rest = source.Rest;
        var taken = rest.Length;
        if (Smallest(besides: index) is >= 0 and var other)
        {
            taken = _order.CountBefore(rest, _open[other].Head, inclusive: true);
        }

        if (_nextWaiting < _waiting.Count)
        {
            taken = Math.Min(taken, _order.CountBefore(rest, _waiting[_nextWaiting].Bound));
        }

        taken = Math.Min(taken, page.Length);
        rest[..taken].CopyTo(page);
        source.Position += taken;
        _last = page[taken - 1];
        if (source.Rest.IsEmpty)
        {
            ArrayPool<Point>.Shared.Return(source.Points);
            _open.RemoveAt(index);
        }

        SkipRepeats();
        return taken;
    }

    private void SkipRepeats()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var source = _open[i];
            if (source.Head != _last)
            {
                continue;
            }

            source.Position++;
            if (source.Rest.IsEmpty)
            {
                ArrayPool<Point>.Shared.Return(source.Points);
                _open.RemoveAt(i);
            }
        }
    }

    private int Smallest(int besides)
    {
        var smallest = -1;
        for (var i = 0; i < _open.Count; i++)
        {
            if (i != besides && (smallest < 0 || _order.Compare(_open[i].Head, _open[smallest].Head) < 0))
            {
                smallest = i;
            }
        }

        return smallest;
    }

    private bool EndsBefore(in Bucket all, in Point end) => _order == PointOrder.Step ? all.Last <= end : all.MaxTime < end.Time;

    private sealed class Source(Point[] points, int count)
    {
        public Point[] Points { get; } = points;

        public int Position { get; set; }

        public Point Head => Points[Position];

        public ReadOnlySpan<Point> Rest => Points.AsSpan(Position, count - Position);
    }
}
