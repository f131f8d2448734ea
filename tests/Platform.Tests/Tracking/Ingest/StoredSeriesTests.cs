using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Tracking.Metrics;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Ingest;

/// <summary>The stored series against a plain set of points: through the door, over the real database, compacted at any moment.</summary>
public sealed class StoredSeriesTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static readonly Gen<Act> Acts = Gen.Frequency<Act>(
        (5, Points.Logged.Select(points => new Act(points, null, false))),
        (3, Gen.Int[0, 20].Select(earlier => new Act([], earlier, false))),
        (3, Gen.Const(new Act([], null, true))));

    private sealed record Act(Point[] Points, int? Again, bool Compact);

    [Fact]
    public async Task A_series_is_a_set_of_points_whatever_comes_in_which_order_and_how_often()
    {
        var project = await host.NewProjectAsync();
        await Acts.Array[1, 9].SampleAsync(async acts => await TryAsync(project, acts), iter: 60, threads: 1);
    }

    [Fact]
    public async Task Reading_never_misses_a_point_while_points_move_into_chunks()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var written = 0;
        using var done = new CancellationTokenSource();
        var compacting = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await host.CompactAsync(run);
            }
        }, Ct);
        var writing = Task.Run(async () =>
        {
            for (var from = 0; from < 30_000; from += 500)
            {
                await host.Ben.LogAsync(project, run, "loss", Enumerable.Range(from, 500).Select(step => new Point(step, step, step)));
                Volatile.Write(ref written, from + 500);
            }
        }, Ct);
        while (!writing.IsCompleted)
        {
            var least = Volatile.Read(ref written);
            var history = await host.Ben.HistoryAsync(project, run, "loss", 7_000);
            history.Count.ShouldBeGreaterThanOrEqualTo(least);
            history.Select(point => point.Step).ShouldBe(Enumerable.Range(0, history.Count).Select(step => (long)step));
        }

        await writing;
        await done.CancelAsync();
        await compacting;
        (await host.Ben.HistoryAsync(project, run, "loss", 25_000)).Count.ShouldBe(30_000);
    }

    private async Task TryAsync(string project, Act[] acts)
    {
        var run = await host.Ben.NewRunAsync(project);
        var model = new HashSet<Point>();
        List<Point[]> sent = [];
        foreach (var act in acts)
        {
            if (act.Compact)
            {
                await host.CompactAsync(run);
            }

            var points = act.Again is { } again && sent.Count > 0 ? sent[again % sent.Count] : act.Points;
            sent.Add(points);
            await host.Ben.LogAsync(project, run, "loss", points);
            model.UnionWith(points);
        }

        await CheckAsync(project, run, model);
        await host.CompactAsync(run);
        await CheckAsync(project, run, model);
    }

    private async Task CheckAsync(string project, string run, HashSet<Point> model)
    {
        var wanted = model.OrderBy(point => point.Time).ThenBy(point => point.Step).ThenBy(point => point.Value).Select(Logging.AsTold).ToList();
        (await host.Ben.HistoryAsync(project, run, "loss", 333)).ShouldBe(wanted);
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var series = await db.MetricSeries.IgnoreQueryFilters(SaasDb.TenantFilterOnly).SingleOrDefaultAsync(s => db.Runs.Any(r => r.Key == s.RunKey && r.RunId == run), Ct);
        if (model.Count == 0)
        {
            series.ShouldBeNull();
            return;
        }

        var last = Logging.AsTold(model.Max());
        var numbers = model.Where(point => !double.IsNaN(point.Value)).Select(point => Logging.AsTold(point).Value).ToList();
        series.ShouldNotBeNull();
        (series.Count, series.LastStep, series.LastTime, series.LastIsNaN, series.MaxTime).ShouldBe((model.Count, last.Step, last.Time, double.IsNaN(last.Value), model.Max(point => point.Time)));
        series.LastValue.ShouldBe(double.IsNaN(last.Value) ? 0 : last.Value);
        series.Min.ShouldBe(numbers.Count == 0 ? null : numbers.Min());
        series.Max.ShouldBe(numbers.Count == 0 ? null : numbers.Max());
    }
}
