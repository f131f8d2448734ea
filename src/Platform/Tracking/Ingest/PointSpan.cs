using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>The ranges of steps and times that some points cover.</summary>
internal readonly record struct PointSpan(long MinStep, long MaxStep, long MinTime, long MaxTime)
{
    public static readonly PointSpan Empty = new(long.MaxValue, long.MinValue, long.MaxValue, long.MinValue);

    public static PointSpan Of(IEnumerable<Point> points)
    {
        var span = Empty;
        foreach (var point in points)
        {
            span = span.With(point);
        }

        return span;
    }

    public PointSpan With(ReadOnlySpan<Point> points)
    {
        var (minStep, maxStep, minTime, maxTime) = this;
        foreach (ref readonly var point in points)
        {
            minStep = Math.Min(minStep, point.Step);
            maxStep = Math.Max(maxStep, point.Step);
            minTime = Math.Min(minTime, point.Time);
            maxTime = Math.Max(maxTime, point.Time);
        }

        return new(minStep, maxStep, minTime, maxTime);
    }

    private PointSpan With(in Point point) => With(new ReadOnlySpan<Point>(in point));
}
