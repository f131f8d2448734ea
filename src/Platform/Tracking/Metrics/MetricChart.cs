namespace Slipway.Tracking.Metrics;

/// <summary>What a chart draws of a window of a series: bucket by bucket along the axis, each with its extremes. Nothing that stands out is lost.</summary>
/// <param name="X">Position of each bucket's last point, ascending: a step, or milliseconds since 1970.</param>
/// <param name="Min">Smallest finite value of each bucket; NaN when it has none.</param>
/// <param name="Max">Largest finite value, likewise.</param>
/// <param name="Last">Last finite value, likewise.</param>
/// <param name="NaNs">How many values of each bucket are NaN.</param>
/// <param name="Infinities">How many are infinite.</param>
/// <param name="Total">Points in the window.</param>
/// <param name="Drawn">How many of these are in <paramref name="Min"/>, <paramref name="Max"/> or <paramref name="Last"/>.</param>
/// <param name="NotFinite">Points in the window whose value is NaN or infinite.</param>
/// <param name="SeriesTotal">Points in the whole series.</param>
/// <param name="First">Smallest position in the whole series; NaN when it has no points.</param>
/// <param name="End">Largest position in the whole series, likewise.</param>
public sealed record MetricChart(
    double[] X, double[] Min, double[] Max, double[] Last, double[] NaNs, double[] Infinities,
    long Total, long Drawn, long NotFinite, long SeriesTotal, double First, double End)
{
    /// <summary>The version of the layout that <see cref="ToBytes"/> writes.</summary>
    public const double Version = 2;

    internal static readonly MetricChart Empty = new([], [], [], [], [], [], 0, 0, 0, 0, double.NaN, double.NaN);

    /// <summary>Every point is a bucket of its own.</summary>
    internal static MetricChart Of(ReadOnlySpan<Point> points, PointOrder axis, long seriesTotal, (long First, long Last) extent)
    {
        var (x, values, nans, infinities) = (new double[points.Length], new double[points.Length], new double[points.Length], new double[points.Length]);
        var notFinite = 0;
        for (var i = 0; i < points.Length; i++)
        {
            x[i] = axis.Position(points[i]);
            values[i] = double.IsFinite(points[i].Value) ? points[i].Value : double.NaN;
            nans[i] = double.IsNaN(points[i].Value) ? 1 : 0;
            infinities[i] = double.IsInfinity(points[i].Value) ? 1 : 0;
            notFinite += double.IsFinite(points[i].Value) ? 0 : 1;
        }

        return new(x, values, values, values, nans, infinities, points.Length, points.Length, notFinite, seriesTotal, extent.First, extent.Last);
    }

    internal static MetricChart Of(Downsampled window, PointOrder axis, long seriesTotal, (long First, long Last) extent)
    {
        var count = window.Buckets.Count;
        var (x, min, max, last) = (new double[count], new double[count], new double[count], new double[count]);
        var (nans, infinities) = (new double[count], new double[count]);
        var (drawn, notFinite) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var bucket = window.Buckets[i];
            x[i] = axis.Position(bucket.Last);
            (nans[i], infinities[i]) = (bucket.NaNs, bucket.Infinities);
            notFinite += bucket.NaNs + bucket.Infinities;
            if (!bucket.HasFinite)
            {
                (min[i], max[i], last[i]) = (double.NaN, double.NaN, double.NaN);
                continue;
            }

            var end = double.IsFinite(bucket.Last.Value) ? bucket.Last : axis.Compare(bucket.Min, bucket.Max) > 0 ? bucket.Min : bucket.Max;
            (min[i], max[i], last[i]) = (bucket.Min.Value, bucket.Max.Value, end.Value);
            drawn += 1 + (bucket.Max == bucket.Min ? 0 : 1) + (end == bucket.Min || end == bucket.Max ? 0 : 1);
        }

        return new(x, min, max, last, nans, infinities, window.Total, drawn, notFinite, seriesTotal, extent.First, extent.Last);
    }

    /// <summary>
    /// Little-endian doubles: version, number of buckets, total, drawn, not finite, series total, first, end; then x, min, max, last, NaNs and infinities.
    /// </summary>
    internal byte[] ToBytes() => ChartBytes.Of([Version, X.Length, Total, Drawn, NotFinite, SeriesTotal, First, End], X, Min, Max, Last, NaNs, Infinities);
}
