using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Metrics;

public class SeriesTests
{
    [Fact]
    public async Task Reading_a_series_in_pages_is_sorting_all_its_points_once() =>
        await Gen.Select(Points.Scattered, Gen.Enum<PointOrder>(), Gen.Int[1, 700]).SampleAsync(async (stored, order, page) =>
        {
            using var merge = Open(order, stored, out _);
            (await ReadAll(merge, page)).ShouldBe(Naive(order, stored));
        }, iter: 500);

    [Fact]
    public async Task Reading_goes_on_after_any_point() =>
        await Gen.Select(Points.Scattered, Gen.Enum<PointOrder>(), Points.Crowded, Gen.Int[0, int.MaxValue]).SampleAsync(async (stored, order, other, at) =>
        {
            var all = Naive(order, stored);
            var after = at % 3 == 0 || all.Length == 0 ? other : all[at % all.Length];
            using var merge = Open(order, stored, out _, after);
            (await ReadAll(merge, 100)).ShouldBe(all.Where(point => order.Compare(point, after) > 0));
        }, iter: 500);

    [Fact]
    public async Task A_page_loads_only_the_chunks_it_needs()
    {
        var points = Points.Training(10_000, CurveKind.Single, seed: 2);
        using var merge = Open(PointOrder.Time, (points.Chunk(1000).Reverse().ToArray(), []), out var loaded);
        var page = new Point[1500];
        (await merge.ReadAsync(page, TestContext.Current.CancellationToken)).ShouldBe(1500);
        page.ShouldBe(points[..1500]);
        loaded.ShouldBe([9, 8]);
    }

    [Fact]
    public void Points_sent_again_are_told_from_new_ones() =>
        Gen.Select(Points.Scattered, Points.Logged, Gen.Int).Sample((stored, others, seed) =>
        {
            var random = new Random(seed);
            var all = Naive(PointOrder.Step, stored);
            var sent = all.Where(_ => random.Next(3) == 0).Concat(others).ToArray();
            random.Shuffle(sent);

            var filter = new ReplayFilter(sent);
            foreach (var points in stored.Chunks)
            {
                var (payload, summary) = Points.Chunked(points);
                filter.Exclude(Points.Unchunked(payload, filter.Overlap(summary)));
            }

            filter.Exclude(stored.Journal);
            filter.Fresh().ShouldBe(Points.SortedDistinct(sent.Except(all)));
            filter.AnyStored.ShouldBe(sent.Intersect(all).Any());
        }, iter: 500);

    [Fact]
    public void A_chunk_that_ends_before_what_is_sent_need_not_be_decoded()
    {
        var points = Points.Training(1000, CurveKind.Double, seed: 3);
        var (_, summary) = Points.Chunked(points);
        new ReplayFilter([points[^1] with { Step = 1000 }]).Overlap(summary).ShouldBe(0u);
        new ReplayFilter([points[300]]).Overlap(summary).ShouldBe(0b10u);
    }

    private static SeriesMerge Open(PointOrder order, (Point[][] Chunks, Point[] Journal) stored, out List<int> loaded, Point? after = null)
    {
        var chunks = Array.ConvertAll(stored.Chunks, Points.Chunked);
        var requests = new List<int>();
        loaded = requests;
        return new SeriesMerge(order, Array.ConvertAll(chunks, chunk => chunk.Summary), Load, stored.Journal, after);

        ValueTask<ReadOnlyMemory<byte>> Load(int chunk, CancellationToken ct)
        {
            requests.Add(chunk);
            return new(chunks[chunk].Payload);
        }
    }

    private static async Task<List<Point>> ReadAll(SeriesMerge merge, int pageSize)
    {
        var all = new List<Point>();
        var page = new Point[pageSize];
        while (true)
        {
            var count = await merge.ReadAsync(page, TestContext.Current.CancellationToken);
            all.AddRange(page[..count]);
            if (count < pageSize)
            {
                return all;
            }
        }
    }

    private static Point[] Naive(PointOrder order, (Point[][] Chunks, Point[] Journal) stored)
    {
        var all = stored.Chunks.SelectMany(points => points).Concat(stored.Journal);
        return order == PointOrder.Step ? Points.SortedDistinct(all) : Points.SortedDistinctByTime(all);
    }
}
