using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Metrics;

/// <summary>Charts and samples of a series with summaries of three levels, against all its points.</summary>
public sealed class OutlineTests(SlipwayHost host)
{
    private const int Count = (ChunkSummary.Fan * ChunkSummary.Fan * Chunk.MaxPoints) + 30_000;
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charts_and_samples_of_a_long_series_are_those_of_its_points_whichever_summaries_there_are()
    {
        var random = new Random(7);
        var points = Points.Training(Count, CurveKind.Rounded, seed: 7);
        foreach (var i in Enumerable.Range(0, 50).Select(_ => random.Next(Count)))
        {
            points[i] = points[i] with { Value = random.Next(3) == 0 ? double.NaN : 1_000 * (random.NextDouble() - 0.5) };
        }

        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var parts = points.Chunk(1_000).ToArray();
        // Most come in order, and some were held up: their chunks reach across others.
        foreach (var (_, part) in parts.Index().OrderBy(part => part.Index + (random.Next(40) == 0 ? 200 : 0)))
        {
            await host.Ben.LogAsync(project, run, "loss", part);
        }

        await host.CompactAsync(run);
        (await OutlinesAsync(run)).ShouldBe([.. Enumerable.Range(1, 8).Select(number => (1, (long)number)), (2, 1)]);
        await CheckAsync(project, run, points, random);

        await ForgetOutlinesAsync(run);
        await CheckAsync(project, run, points, random);

        var more = Enumerable.Range(Count, 100).Select(step => new Point(step, points[^1].Time + step, step)).ToArray();
        await host.Ben.LogAsync(project, run, "loss", more);
        await host.CompactAsync(run);
        (await OutlinesAsync(run)).Count.ShouldBe(9);
        await CheckAsync(project, run, [.. points, .. more], random);
    }

    private async Task CheckAsync(string project, string run, Point[] points, Random random)
    {
        foreach (var axis in Enum.GetValues<PointOrder>())
        {
            await CheckChartAsync(project, run, points, axis, (0, points.Length - 1), 300);
            for (var i = 0; i < 4; i++)
            {
                await CheckChartAsync(project, run, points, axis, Window(points, random), random.Next(1, 2_000));
            }
        }

        await CheckSampleAsync(project, run, points, (0, points.Length - 1), 40);
        for (var i = 0; i < 4; i++)
        {
            await CheckSampleAsync(project, run, points, Window(points, random), random.Next(2, 400));
        }
    }

    // A tenth of the points, a thousandth, or anything between: of each size as often as of another.
    private static (int First, int Last) Window(Point[] points, Random random)
    {
        var length = (int)(points.Length * Math.Pow(10, -3 * random.NextDouble()));
        var first = random.Next(points.Length - length + 1);
        return (first, first + length - 1);
    }

    private async Task CheckChartAsync(string project, string run, Point[] points, PointOrder axis, (int First, int Last) window, int buckets)
    {
        var (from, to) = (axis.Position(points[window.First]), axis.Position(points[window.Last]));
        var address = $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/runs/{run}/chart?key=loss&x={(axis is PointOrder.Step ? "step" : "time")}&from={from}&to={to}&buckets={buckets}";
        var bytes = await host.Ben.GetByteArrayAsync(address, Ct);
        var numbers = new double[bytes.Length / sizeof(double)];
        Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);

        var inside = points[window.First..(window.Last + 1)];
        var columns = numbers[8..].Chunk((int)numbers[1]).ToArray();
        numbers[1].ShouldBeInRange(1, buckets);
        numbers[2].ShouldBe(inside.Length);
        numbers[4].ShouldBe(inside.Count(point => double.IsNaN(point.Value)));
        numbers[5..8].ShouldBe([points.Length, axis.Position(points[0]), axis.Position(points[^1])]);
        columns[1].Where(double.IsFinite).Min().ShouldBe(inside.Where(point => double.IsFinite(point.Value)).Min(point => point.Value));
        columns[2].Where(double.IsFinite).Max().ShouldBe(inside.Where(point => double.IsFinite(point.Value)).Max(point => point.Value));
        columns[0][^1].ShouldBe(to);
    }

    private async Task CheckSampleAsync(string project, string run, Point[] points, (int First, int Last) window, int limit)
    {
        var (from, to) = (points[window.First].Step, points[window.Last].Step);
        var answer = await host.Ben.ReadAsync(project, $"metrics/get-history-bulk-interval?run_ids={run}&metric_key=loss&start_step={from}&end_step={to}&max_results={limit}");
        var picked = answer["metrics"]!.AsArray().Select(point => Logging.Read(point!)).ToArray();

        picked.Length.ShouldBe(Math.Min(limit, window.Last - window.First + 1));
        picked.ShouldBe(picked.Select(point => Logging.AsTold(points[point.Step])));
        (picked[0].Step, picked[^1].Step).ShouldBe((from, to));
        var apart = (double)(to - from) / (limit - 1);
        picked.Index().ShouldAllBe(one => Math.Abs(one.Item.Step - from - (one.Index * apart)) <= Math.Max(1, apart / 2));
    }

    private async Task<List<(int, long)>> OutlinesAsync(string run)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var found = await Of(db, run).OrderBy(outline => outline.Level).ThenBy(outline => outline.Number).Select(outline => new { outline.Level, outline.Number }).ToListAsync(Ct);
        return found.ConvertAll(outline => (outline.Level, outline.Number));
    }

    // As a series is that was stored before there were outlines.
    private async Task ForgetOutlinesAsync(string run)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        await Of(db, run).ExecuteDeleteAsync(Ct);
    }

    private static IQueryable<MetricOutline> Of(SaasDb db, string run) =>
        from outline in db.MetricOutlines.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
        join series in db.MetricSeries.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on outline.SeriesKey equals series.Key
        join owner in db.Runs.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on series.RunKey equals owner.Key
        where owner.RunId == run
        select outline;
}
