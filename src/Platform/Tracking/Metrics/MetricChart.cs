namespace Slipway.Tracking.Metrics;

/// <summary>What a chart draws of a window of a series: bucket by bucket along the axis, each with its extremes. Nothing that stands out is lost.</summary>
/// <param name="X">Position of each bucket's last point, ascending: a step, or milliseconds since 1970.</param>
/// <param name="Min">Smallest finite value of each bucket; NaN when it has none.</param>
/// <param name="Max">Largest finite value, likewise.</param>
/// <param name="Last">Last finite value, likewise.</param>
/// <param name="Total">Points in the window.</param>
/// <param name="Drawn">How many of these are in <paramref name="Min"/>, <paramref name="Max"/> or <paramref name="Last"/>.</param>
/// <param name="NotFinite">Points in the window whose value is NaN or infinite.</param>
/// <param name="SeriesTotal">Points in the whole series.</param>
/// <param name="First">Smallest position in the whole series; NaN when it has no points.</param>
/// <param name="End">Largest position in the whole series, likewise.</param>
public sealed record MetricChart(
    double[] X, double[] Min, double[] Max, double[] Last, long Total, long Drawn, long NotFinite, long SeriesTotal, double First, double End)
{
    /// <summary>The version of the layout that <see cref="Write"/> writes.</summary>
    public const double Version = 1;

    private const int Header = 8;
    private const int Columns = 4;

    internal static readonly MetricChart Empty = new([], [], [], [], 0, 0, 0, 0, double.NaN, double.NaN);

    /// <summary>Every point is a bucket of its own.</summary>
    internal static MetricChart Of(ReadOnlySpan<Point> points, PointOrder axis, long seriesTotal, (long First, long Last) extent)
    {
        var (x, values) = (new double[points.Length], new double[points.Length]);
        var notFinite = 0;
        for (var i = 0; i < points.Length; i++)
        {
            x[i] = axis.Position(points[i]);
            values[i] = double.IsFinite(points[i].Value) ? points[i].Value : double.NaN;
            notFinite += double.IsFinite(points[i].Value) ? 0 : 1;
        }

        return new(x, values, values, values, points.Length, points.Length, notFinite, seriesTotal, extent.First, extent.Last);
    }

    internal static MetricChart Of(Downsampled window, PointOrder axis, long seriesTotal, (long First, long Last) extent)
    {
        var count = window.Buckets.Count;
        var (x, min, max, last) = (new double[count], new double[count], new double[count], new double[count]);
        var (drawn, notFinite) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var bucket = window.Buckets[i];
            x[i] = axis.Position(bucket.Last);
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

        return new(x, min, max, last, window.Total, drawn, notFinite, seriesTotal, extent.First, extent.Last);
    }

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    internal int Bytes => (Header + (Columns * X.Length)) * sizeof(double);

    /// <summary>Little-endian doubles: version, number of buckets, total, drawn, not finite, series total, first, end; then x, min, max and last.</summary>
    internal void Write(Span<byte> destination)
    {
        ReadOnlySpan<double> header = [Version, X.Length, Total, Drawn, NotFinite, SeriesTotal, First, End];
        Put(header, ref destination);
        Put(X, ref destination);
        Put(Min, ref destination);
        Put(Max, ref destination);
        Put(Last, ref destination);
    }

    private static void Put(scoped ReadOnlySpan<double> numbers, ref Span<byte> destination)
    {
        foreach (var number in numbers)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(destination, number);
            destination = destination[sizeof(double)..];
        }
    }
}
