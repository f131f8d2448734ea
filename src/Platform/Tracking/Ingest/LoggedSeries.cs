using System.Buffers;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>The points that one request logs to one metric, in a rented array. Whoever submits it gives it away: the lane hands the array back.</summary>
public sealed class LoggedSeries(string name)
{
    private Point[] _points = [];

    public string Name { get; } = name;

    public int Count { get; private set; }

    public ReadOnlySpan<Point> Points => _points.AsSpan(0, Count);

    public void Add(in Point point)
    {
        if (Count == _points.Length)
        {
            Grow(Count + 1);
        }

        _points[Count++] = point;
    }

    internal void Add(ReadOnlySpan<Point> points)
    {
        if (Count + points.Length > _points.Length)
        {
            Grow(Count + points.Length);
        }

        points.CopyTo(_points.AsSpan(Count));
        Count += points.Length;
    }

    internal ReadOnlyMemory<Point> Memory => _points.AsMemory(0, Count);

    internal void SortDistinct() => Count = PointOrder.Step.SortDistinct(_points.AsSpan(0, Count));

    internal void Release()
    {
        if (_points.Length > 0)
        {
            ArrayPool<Point>.Shared.Return(_points);
        }

        (_points, Count) = ([], 0);
    }

    private void Grow(int least)
    {
        var larger = ArrayPool<Point>.Shared.Rent(Math.Max(least, Math.Max(2 * _points.Length, 16)));
        Points.CopyTo(larger);
        var count = Count;
        Release();
        (_points, Count) = (larger, count);
    }
}
