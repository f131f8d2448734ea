using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Metrics;

public class ChartTests
{
    /// <summary>Parts of a series that neither overlap nor repeat, as the write path keeps them, cut at random into chunks and journal.</summary>
    private static readonly Gen<(Point[][] Chunks, Point[] Journal)> Stored = Gen.Select(Points.Logged, Gen.Int[0, 4], Gen.Int).Select((points, parts, seed) =>
    {
        var random = new Random(seed);
        var homes = points.Distinct().ToLookup(_ => random.Next(parts + 1));
        var chunks = Enumerable.Range(0, parts).Select(part => Points.SortedDistinct(homes[part])).Where(chunk => chunk.Length > 0);
        return (chunks.ToArray(), homes[parts].ToArray());
    });

    /// <summary>Eight full chunks of one series, one after another or through each other.</summary>
    private static readonly Gen<Point[][]> Outlined = Gen.Select(Gen.Enum<CurveKind>(), Gen.Bool, Gen.Int).Select((kind, shuffled, seed) =>
    {
        var random = new Random(seed);
        var points = Points.Training(ChunkSummary.Fan * Chunk.MaxPoints, kind, seed);
        for (var i = 0; i < 100; i++)
        {
            points[random.Next(points.Length)] = new(random.Next(-points.Length, 0), random.Next(), random.Next(3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => 1e9 * random.NextDouble() });
        }

        points = Points.SortedDistinct(points);
        if (shuffled)
        {
            random.Shuffle(points);
        }

        // What a repeat left short is filled up.
        var missing = (ChunkSummary.Fan * Chunk.MaxPoints) - points.Length;
        return points.Concat(Enumerable.Range(0, missing).Select(i => new Point(10_000_000 + i, 0, 0))).Chunk(Chunk.MaxPoints).Select(Points.SortedDistinct).ToArray();
    });

    private static readonly Gen<(long From, long To)> Window = Gen.OneOf<(long From, long To)>(
        Gen.Const((long.MinValue, long.MaxValue)),
        Gen.Select(Gen.Long[-10, 2000], Gen.Long[0, 2000]).Select((from, length) => (from, from + length)),
        Gen.Select(Gen.Long[1_790_000_000_000, 1_790_000_100_000], Gen.Long[0, 100_000]).Select((from, length) => (from, from + length)),
        Gen.Select(Gen.Long, Gen.Long).Select((one, other) => (Math.Min(one, other), Math.Max(one, other))));

    [Fact]
    public void Downsampling_loses_no_point_from_the_count_and_no_extreme() =>
        Gen.Select(Stored, Window, Gen.Enum<PointOrder>(), Gen.Int[1, 50]).Sample((stored, window, axis, limit) =>
        {
            var result = Downsample(stored, axis, window, limit);
            var inside = Inside(stored, axis, window);
            result.Total.ShouldBe(inside.Length);
            result.Buckets.Sum(bucket => bucket.Count).ShouldBe(inside.Length);
            result.Buckets.Count.ShouldBeLessThanOrEqualTo(limit);
            result.Points.ShouldBe(axis == PointOrder.Step ? Points.SortedDistinct(result.Points) : Points.SortedDistinctByTime(result.Points));
            result.Points.ShouldBeSubsetOf(inside);
            result.Buckets.Sum(bucket => bucket.NaNs).ShouldBe(inside.Count(point => double.IsNaN(point.Value)));
            if (inside.Length > 0)
            {
                result.Points[0].ShouldBe(inside[0]);
                result.Points[^1].ShouldBe(inside[^1]);
            }

            var finite = inside.Where(point => double.IsFinite(point.Value)).Select(point => point.Value).ToArray();
            if (finite.Length > 0)
            {
                result.Points.Where(point => double.IsFinite(point.Value)).Max(point => point.Value).ShouldBe(finite.Max());
                result.Points.Where(point => double.IsFinite(point.Value)).Min(point => point.Value).ShouldBe(finite.Min());
            }
        }, iter: 2000);

    [Fact]
    public void Raw_points_alone_fall_into_buckets_of_equal_width_with_their_own_extremes() =>
        Gen.Select(Points.Logged, Window, Gen.Enum<PointOrder>(), Gen.Int[2, 50]).Sample((logged, window, axis, limit) =>
        {
            var points = logged.Distinct().ToArray();
            var downsampler = new Downsampler(axis, window.From, window.To, limit);
            downsampler.Add(points);
            var buckets = downsampler.Finish().Buckets;
            var width = (((UInt128)(ulong)(window.To - window.From)) / (ulong)limit) + 1;
            var naive = Inside(([], points), axis, window).GroupBy(point => (UInt128)(ulong)(axis.Position(point) - window.From) / width).ToArray();
            buckets.Count.ShouldBe(naive.Length);
            foreach (var (bucket, group) in buckets.Zip(naive))
            {
                bucket.Count.ShouldBe(group.Count());
                bucket.First.ShouldBe(group.First());
                bucket.Last.ShouldBe(group.Last());
                var finite = group.Where(point => double.IsFinite(point.Value)).ToArray();
                bucket.HasFinite.ShouldBe(finite.Length > 0);
                if (bucket.HasFinite)
                {
                    bucket.Min.ShouldBe(finite.Order().MinBy(point => point.Value));
                    bucket.Max.ShouldBe(finite.Order().MaxBy(point => point.Value));
                }
            }
        }, iter: 1000);

    [Fact]
    public void The_ends_of_all_steps_fall_into_different_buckets()
    {
        var downsampler = new Downsampler(PointOrder.Step, long.MinValue, long.MaxValue, 3);
        downsampler.Add([new(long.MaxValue, 0, 1), new(long.MinValue, 0, 2), new(0, 0, 3)]);
        downsampler.Finish().Buckets.Select(bucket => bucket.First.Step).ShouldBe([long.MinValue, 0, long.MaxValue]);
    }

    [Fact]
    public void Every_bucket_made_of_summaries_has_the_extremes_of_the_points_it_counts() =>
        Gen.Select(Gen.Int[1, 20_000], Gen.Int[1, 300], Gen.Enum<PointOrder>()).Sample((count, limit, axis) =>
        {
            var points = Points.Training(count, CurveKind.Double, seed: count);
            var result = Downsample((points.Chunk(Chunk.MaxPoints).ToArray(), []), axis, (0, points[^1].Time), limit);
            var next = 0;
            foreach (var bucket in result.Buckets)
            {
                var own = points[next..(next + bucket.Count)];
                next += bucket.Count;
                bucket.First.ShouldBe(own[0]);
                bucket.Last.ShouldBe(own[^1]);
                bucket.Min.ShouldBe(own.MinBy(point => point.Value));
                bucket.Max.ShouldBe(own.MaxBy(point => point.Value));
            }

            next.ShouldBe(count);
        }, iter: 100);

    [Fact]
    public void A_wide_chart_is_drawn_from_summaries_alone_and_a_narrow_one_decodes_its_edges()
    {
        var chunks = Points.Training(200_000, CurveKind.Single, seed: 4).Chunk(Chunk.MaxPoints).Select(Points.Chunked).ToArray();
        Decoded(new Downsampler(PointOrder.Step, 0, 199_999, 500)).ShouldBe(0);
        Decoded(new Downsampler(PointOrder.Step, 100, 150_100, 500)).ShouldBe(2);
        Decoded(new Downsampler(PointOrder.Step, 1000, 3000, 500)).ShouldBe(9);

        int Decoded(Downsampler chart) => chunks.Sum(chunk => System.Numerics.BitOperations.PopCount(chart.Add(chunk.Summary)));
    }

    [Fact]
    public void Thinning_keeps_the_first_and_last_point_and_the_limit() =>
        Gen.Select(Stored, Window, Gen.Int[1, 50], Gen.Bool).Sample((stored, window, limit, coarse) =>
        {
            var picked = Thin(stored, window, limit, coarse ? 1_000_000 : 0);
            var inside = Inside(stored, PointOrder.Step, window);
            picked.Length.ShouldBeLessThanOrEqualTo(limit);
            picked.ShouldBeSubsetOf(inside);
            picked.ShouldBe(Points.SortedDistinct(picked));
            if (inside.Length > 0)
            {
                picked[^1].ShouldBe(inside[^1]);
                picked[0].ShouldBe(limit == 1 ? inside[^1] : inside[0]);
            }

            if (inside.Length <= limit && !coarse)
            {
                picked.ShouldBe(inside);
            }
        }, iter: 1000);

    [Fact]
    public void Thinned_points_are_evenly_spread()
    {
        var points = Points.Training(1001, CurveKind.Double, seed: 5);
        Thin(([points], []), (0, 1000), 6, total: 1001).Select(point => point.Step).ShouldBe([0, 200, 400, 600, 800, 1000]);
        Thin(([points], []), (4, 8), 5, total: 1001).Select(point => point.Step).ShouldBe([4, 5, 6, 7, 8]);
    }

    [Fact]
    public void A_long_series_is_thinned_without_decoding_anything()
    {
        var points = Points.Training(200_000, CurveKind.Single, seed: 6);
        var thinner = new Thinner(0, 199_999, 100, points.Length);
        foreach (var chunk in points.Chunk(Chunk.MaxPoints))
        {
            thinner.Add(Points.Chunked(chunk).Summary).ShouldBe(0u);
        }

        var picked = thinner.Finish();
        picked.Length.ShouldBe(100);
        picked[0].ShouldBe(points[0]);
        picked[^1].ShouldBe(points[^1]);
        var distances = picked.Zip(picked.Skip(1), (left, right) => right.Step - left.Step).ToArray();
        distances.Min().ShouldBeGreaterThanOrEqualTo(1500);
        distances.Max().ShouldBeLessThanOrEqualTo(2500);
    }

    [Fact]
    public void Every_block_of_a_wider_summary_says_what_a_naive_scan_of_the_blocks_below_it_says() =>
        Gen.Select(Outlined, Gen.Int[0, Chunk.MaxBlocks - 1]).Sample((chunks, block) =>
        {
            var wide = CodecTests.Restored(ChunkSummary.Join(Array.ConvertAll(chunks, chunk => Points.Chunked(chunk).Summary)));
            wide.Level.ShouldBe(1);
            CodecTests.ShouldDescribe(wide.All, Points.SortedDistinct(chunks.SelectMany(chunk => chunk)));
            var (child, below) = ChunkSummary.Below(1u << block).ShouldHaveSingleItem();
            CodecTests.ShouldDescribe(wide.Buckets[block], Points.Unchunked(Points.Chunked(chunks[child]).Payload, below));
        }, iter: 20);

    [Fact]
    public void The_blocks_below_all_blocks_are_all_blocks() =>
        ChunkSummary.Below(Chunk.AllBlocks).ShouldBe(Enumerable.Range(0, ChunkSummary.Fan).Select(child => (child, Chunk.AllBlocks)));

    private static Downsampled Downsample((Point[][] Chunks, Point[] Journal) stored, PointOrder axis, (long From, long To) window, int limit)
    {
        var downsampler = new Downsampler(axis, window.From, window.To, limit);
        foreach (var (payload, summary) in stored.Chunks.Select(Points.Chunked))
        {
            downsampler.Add(Points.Unchunked(payload, downsampler.Add(summary)));
        }

        downsampler.Add(stored.Journal);
        return downsampler.Finish();
    }

    private static Point[] Thin((Point[][] Chunks, Point[] Journal) stored, (long From, long To) window, int limit, long total)
    {
        var thinner = new Thinner(window.From, window.To, limit, total);
        foreach (var (payload, summary) in stored.Chunks.Select(Points.Chunked))
        {
            thinner.Add(Points.Unchunked(payload, thinner.Add(summary)));
        }

        thinner.Add(stored.Journal);
        return thinner.Finish();
    }

    private static Point[] Inside((Point[][] Chunks, Point[] Journal) stored, PointOrder axis, (long From, long To) window)
    {
        var inside = stored.Chunks.SelectMany(points => points).Concat(stored.Journal)
            .Where(point => axis.Position(point) >= window.From && axis.Position(point) <= window.To);
        return axis == PointOrder.Step ? Points.SortedDistinct(inside) : Points.SortedDistinctByTime(inside);
    }
}
