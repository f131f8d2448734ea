using System.Buffers;
using CsCheck;

namespace Slipway.Tracking.Metrics;

/// <summary>Points as they come: wild ones, and the curves that training writes.</summary>
internal static class Points
{
    private static readonly Gen<long> Steps = Gen.Frequency<long>(
        (6, Gen.Long[-20, 20]),
        (2, Gen.Long[0, 1_000_000]),
        (1, Gen.OneOf<long>(long.MinValue, long.MinValue + 1, -1, 0, long.MaxValue - 1, long.MaxValue)),
        (1, Gen.Long));

    private static readonly Gen<long> Times = Gen.Frequency<long>(
        (4, Gen.Long[0, 20]),
        (4, Gen.Long[1_790_000_000_000, 1_790_000_100_000]),
        (1, Gen.OneOf<long>(0, long.MaxValue)),
        (1, Gen.Long[0, long.MaxValue]));

    private static readonly Gen<double> Values = Gen.Frequency<double>(
        (3, Gen.Double[-2, 2]),
        (2, Gen.Int[-5, 5].Select(value => (double)value)),
        (2, Gen.Float[-2, 2].Select(value => (double)value)),
        (2, Gen.Int[-9999, 9999].Select(value => value / 1e4)),
        (2, Gen.OneOf<double>(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0)),
        (1, Gen.OneOf<double>(double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 1e300, 5e-324)),
        (1, Gen.Double));

    public static readonly Gen<Point> Wild = Gen.Select(Steps, Times, Values, (step, time, value) => new Point(step, time, value));

    /// <summary>Few different points, so that repeats and ties are common.</summary>
    public static readonly Gen<Point> Crowded =
        Gen.Select(Gen.Long[0, 5], Gen.Long[0, 3], Gen.OneOf<double>(0.0, -0.0, 1, 2, double.NaN, double.PositiveInfinity), (step, time, value) => new Point(step, time, value));

    private static readonly Gen<Point[]> Curve =
        Gen.Select(Gen.Int[1, 2000], Gen.Int[0, 3], Gen.Int).Select((count, kind, seed) => Training(count, (CurveKind)kind, seed));

    /// <summary>A series as logged: any order, repeats and all.</summary>
    public static readonly Gen<Point[]> Logged = Gen.OneOf<Point[]>(Wild.Array[0, 40], Crowded.Array[0, 60], Wild.Array[250, 600], Curve);

    /// <summary>Chunks of random parts of one series and what is left of it as journal; parts may overlap and repeat.</summary>
    public static readonly Gen<(Point[][] Chunks, Point[] Journal)> Scattered = Gen.Select(Logged, Gen.Int[0, 4], Gen.Bool, Gen.Int).Select(
        (points, parts, overlap, seed) =>
        {
            var random = new Random(seed);
            var sorted = SortedDistinct(points);
            var homes = Array.ConvertAll(sorted, _ => random.Next(parts + 1));
            if (!overlap)
            {
                Array.Sort(homes);
            }

            var chunks = Enumerable.Range(0, parts).Select(part => sorted.Where((_, i) => homes[i] == part || (overlap && random.Next(10) == 0)).ToArray());
            var journal = sorted.Where((_, i) => homes[i] == parts).ToArray();
            random.Shuffle(journal);
            return (chunks.Where(chunk => chunk.Length > 0).ToArray(), journal);
        });

    public static Point[] Training(int count, CurveKind kind, int seed)
    {
        var random = new Random(seed);
        var points = new Point[count];
        var time = 1_790_000_000_000L;
        for (var step = 0; step < count; step++)
        {
            time += 80 + random.Next(40);
            var noisy = (Math.Exp(-step / 3000.0) * 2) + 0.1 + (random.NextDouble() * 0.05);
            var value = kind switch
            {
                CurveKind.Single => (float)noisy,
                CurveKind.Rounded => Math.Round(noisy, 4),
                CurveKind.Schedule => 0.5e-3 * (1 + Math.Cos(Math.PI * step / count)),
                _ => noisy,
            };
            points[step] = new Point(step, time, value);
        }

        return points;
    }

    /// <summary>The naive model: what a series holds, by (Step, Time, Value), with NaN before all numbers.</summary>
    public static Point[] SortedDistinct(IEnumerable<Point> points) =>
        [.. points.DistinctBy(point => (point.Step, point.Time, point.Value)).OrderBy(point => point.Step).ThenBy(point => point.Time).ThenBy(point => point.Value)];

    public static Point[] SortedDistinctByTime(IEnumerable<Point> points) =>
        [.. SortedDistinct(points).OrderBy(point => point.Time).ThenBy(point => point.Step).ThenBy(point => point.Value)];

    public static (byte[] Payload, ChunkSummary Summary) Chunked(Point[] points)
    {
        var payload = new ArrayBufferWriter<byte>();
        var summary = Chunk.Write(payload, points);
        return (payload.WrittenSpan.ToArray(), summary);
    }

    public static Point[] Unchunked(byte[] payload, uint blocks = Chunk.AllBlocks)
    {
        var points = new Point[Chunk.MaxPoints];
        return points[..Chunk.Read(payload, points, blocks)];
    }
}

internal enum CurveKind
{
    Double,
    Single,
    Rounded,
    Schedule,
}
