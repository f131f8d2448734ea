namespace Slipway.Tracking.Metrics;

/// <summary>One metric against another of the same run: their last values at the steps that both have.</summary>
/// <param name="X">Values of the metric along the axis, in the order of the steps.</param>
/// <param name="Values">Values of the other metric.</param>
/// <param name="Steps">Where they were logged, ascending.</param>
/// <param name="Total">Pairs in the window whose values are both finite.</param>
/// <param name="NotFinite">Pairs of which a value is NaN or infinite.</param>
/// <param name="Unmatched">Steps of the other metric at which the one along the axis was not logged.</param>
/// <param name="First">The smallest x of all pairs; NaN when there are none.</param>
/// <param name="End">The largest, likewise.</param>
public sealed record JoinedChart(double[] X, double[] Values, double[] Steps, long Total, long NotFinite, long Unmatched, double First, double End)
{
    /// <summary>The version of the layout that <see cref="ToBytes"/> writes.</summary>
    public const double Version = 3;

    internal static readonly JoinedChart Empty = new([], [], [], 0, 0, 0, double.NaN, double.NaN);

    /// <summary>Little-endian doubles: version, number of pairs here, pairs in the window, pairs here, not finite, unmatched, first, end; then x, values and steps.</summary>
    internal byte[] ToBytes() => ChartBytes.Of([Version, X.Length, Total, X.Length, NotFinite, Unmatched, First, End], X, Values, Steps);
}

/// <summary>Joins two series step by step, and keeps so many pairs that the extremes of every stretch are among them.</summary>
/// <param name="from">The smallest x that is wanted.</param>
/// <param name="to">The largest.</param>
/// <param name="limit">The most pairs to keep, and at least four.</param>
internal sealed class ChartJoin(double from, double to, int limit)
{
    private const int Fewest = 4;

    private readonly record struct Pair(long Step, double X, double Value);

    private readonly record struct Stretch(Pair Low, Pair High)
    {
        public Stretch With(Stretch next) => new(next.Low.Value < Low.Value ? next.Low : Low, next.High.Value > High.Value ? next.High : High);
    }

    private readonly List<Stretch> _stretches = [];
    private int _most = Math.Max(Fewest, limit);
    private long _perStretch = 1;
    private long _inLast = 1;
    private long _total;
    private long _notFinite;
    private long _unmatched;
    private double _first = double.PositiveInfinity;
    private double _end = double.NegativeInfinity;

    /// <summary>A step at which only the metric that is drawn was logged.</summary>
    public void AddUnmatched() => _unmatched++;

    /// <summary>A step at which both were logged; steps come in ascending order.</summary>
    public void Add(long step, double x, double value)
    {
        if (!double.IsFinite(x) || !double.IsFinite(value))
        {
            _notFinite++;
            return;
        }

        (_first, _end) = (Math.Min(_first, x), Math.Max(_end, x));
        if (x < from || x > to)
        {
            return;
        }

        _total++;
        var pair = new Pair(step, x, value);
        if (_inLast == _perStretch && _stretches.Count == _most)
        {
            Coarsen();
        }

        if (_inLast < _perStretch)
        {
            _stretches[^1] = _stretches[^1].With(new(pair, pair));
            _inLast++;
        }
        else
        {
            _stretches.Add(new(pair, pair));
            _inLast = 1;
        }
    }

    public JoinedChart Finish()
    {
        List<Pair> kept = [];
        foreach (var (low, high) in _stretches)
        {
            kept.Add(low.Step <= high.Step ? low : high);
            if (low != high)
            {
                kept.Add(low.Step <= high.Step ? high : low);
            }
        }

        return new(
            [.. kept.Select(pair => pair.X)], [.. kept.Select(pair => pair.Value)], [.. kept.Select(pair => (double)pair.Step)],
            _total, _notFinite, _unmatched, _first <= _end ? _first : double.NaN, _first <= _end ? _end : double.NaN);
    }

    // From now on a stretch keeps its two outermost pairs of many, so there may be half as many stretches as pairs.
    private void Coarsen()
    {
        _most = Math.Max(Fewest, limit) / 2;
        while (_stretches.Count >= _most)
        {
            var last = _stretches.Count - 1;
            for (var i = 0; i < last; i += 2)
            {
                _stretches[i / 2] = _stretches[i].With(_stretches[i + 1]);
            }

            if (last % 2 == 0)
            {
                _stretches[last / 2] = _stretches[last];
            }

            _stretches.RemoveRange((last / 2) + 1, last - (last / 2));
            _inLast = last % 2 == 0 ? _inLast : _perStretch + _inLast;
            _perStretch *= 2;
        }
    }
}

/// <summary>The last value at each step of a stored series, in order.</summary>
internal sealed class StepValues(SeriesPages pages) : IDisposable
{
    private readonly Point[] _page = new Point[SeriesPages.Length];
    private int _count;
    private int _next;
    private bool _isRead;

    public Point Current { get; private set; }

    public async ValueTask<bool> MoveNextAsync(CancellationToken ct)
    {
        if (!await HasNextAsync(ct))
        {
            return false;
        }

        do
        {
            Current = _page[_next++];
        }
        while (await HasNextAsync(ct) && _page[_next].Step == Current.Step);
        return true;
    }

    private async ValueTask<bool> HasNextAsync(CancellationToken ct)
    {
        if (_next == _count && !_isRead)
        {
            _count = await pages.ReadAsync(_page, ct);
            (_next, _isRead) = (0, _count < _page.Length);
        }

        return _next < _count;
    }

    public void Dispose() => pages.Dispose();
}
