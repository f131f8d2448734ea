namespace Slipway.Tracking.Metrics;

/// <summary>The unit that is coded as one: up to <see cref="Length"/> points in the order they come in, as columns of steps, times and values.</summary>
internal static class PointBlock
{
    public const int Length = 256;

    public static int Blocks(int points) => (points + Length - 1) / Length;

    public static int MaxBytes(int points) =>
        (Blocks(points) * ((2 * IntegerBlock.MaxBytes(0)) + ValueBlock.MaxBytes(0))) + (points * 3 * sizeof(long));

    public static void Write(ref ByteWriter writer, scoped ReadOnlySpan<Point> points)
    {
        Span<long> column = stackalloc long[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            column[i] = points[i].Step;
        }

        IntegerBlock.Write(ref writer, column);
        for (var i = 0; i < points.Length; i++)
        {
            column[i] = points[i].Time;
        }

        IntegerBlock.Write(ref writer, column);
        Span<double> values = stackalloc double[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            values[i] = points[i].Value;
        }

        ValueBlock.Write(ref writer, values);
    }

    public static void Read(ref ByteReader reader, scoped Span<Point> points)
    {
        Span<long> space = stackalloc long[Length * 3];
        Span<double> values = stackalloc double[Length];
        var steps = space[..points.Length];
        var times = space.Slice(Length, points.Length);
        values = values[..points.Length];
        IntegerBlock.Read(ref reader, steps);
        IntegerBlock.Read(ref reader, times);
        ValueBlock.Read(ref reader, space.Slice(2 * Length, points.Length), values);
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new Point(steps[i], times[i], values[i]);
        }
    }
}
