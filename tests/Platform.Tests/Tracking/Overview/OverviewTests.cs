using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Live;
using Slipway.Foundation.Results;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Experiments.Editing;
using Slipway.Tracking.Runs;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Overview;

public sealed class OverviewTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    private static readonly long Hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    [Fact]
    public async Task It_says_what_runs_what_ended_lately_and_what_is_best()
    {
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0,
        [
            Run("long", RunStatus.Finished, 300 * Hour, 1 * Hour, 0.3),
            Run("short", RunStatus.Failed, 3 * Hour, 2 * Hour, 0.1),
            Run("old", RunStatus.Finished, 90 * Hour, 80 * Hour, 0.2),
            Run("broken", RunStatus.Killed, 9 * Hour, 8 * Hour, double.NaN),
            Run("now", RunStatus.Running, 1 * Hour, null, 0.9),
            Run("gone", RunStatus.Finished, 5 * Hour, 4 * Hour, 0.0) with { Deleted = true },
        ], Ct);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);

        var overview = (await ben.Service<OverviewService>().GetAsync(ben.Project, null, Ct)).Value;

        overview.Counts.ShouldBe(new RunCounts(Total: 5, Running: 1, FinishedLately: 1, FailedLately: 2, Experiments: 1));
        Names(overview.Running).ShouldBe(["now"]);
        Names(overview.Finished).ShouldBe(["long", "old"]);
        Names(overview.Failed).ShouldBe(["short", "broken"]);
        overview.Running.Single().Metrics.Select(metric => metric.Key).ShouldBe(["val/loss"]);
        var best = overview.Best.ShouldHaveSingleItem();
        (best.Run.Name, best.Value, best.Goal).ShouldBe(("short", 0.1, new MetricGoal("val/loss", LowerIsBetter: true)));
    }

    [Fact]
    public async Task What_is_best_is_judged_by_the_experiments_primary_metric_unless_the_reader_asks_for_another()
    {
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0, [Run("few", RunStatus.Finished, 2 * Hour, Hour, 0.3), Run("many", RunStatus.Finished, 2 * Hour, Hour, 0.7)], Ct);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);
        (await BestAsync(null)).ShouldBe("few");

        await ben.Service<ExperimentEditService>().EditAsync(ben.Project, 0, new EditExperiment(PrimaryMetric: new("val/loss", LowerIsBetter: false)), Ct);

        (await BestAsync(null)).ShouldBe("many");
        (await BestAsync(new("val/loss", LowerIsBetter: true))).ShouldBe("few");
        (await BestAsync(new("unknown", LowerIsBetter: true))).ShouldBeNull();
        (await ben.Service<OverviewService>().GetAsync(ben.Project, null, Ct)).Value.Metrics.ShouldBe(["val/loss", "epoch"], ignoreOrder: true);

        async Task<string?> BestAsync(MetricGoal? goal) => (await ben.Service<OverviewService>().GetAsync(ben.Project, goal, Ct)).Value.Best.SingleOrDefault()?.Run.Name;
    }

    [Fact]
    public async Task Experiments_come_by_their_newest_run_with_the_number_of_runs_that_are_there()
    {
        var address = await host.NewProjectAsync();
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);
        var (first, second) = (await CreateAsync(ben, "first"), await CreateAsync(ben, "second"));
        await new StoredRuns(host.Services).AddAsync(address, first, [Run("a", RunStatus.Finished, Hour, 0, 1), Run("b", RunStatus.Finished, Hour, 0, 1) with { Deleted = true }], Ct);
        await new StoredRuns(host.Services).AddAsync(address, second, [Run("c", RunStatus.Finished, 9 * Hour, 0, 1)], Ct);

        var overview = (await ben.Service<OverviewService>().GetAsync(ben.Project, null, Ct)).Value;

        overview.Experiments.Select(experiment => (experiment.Name, experiment.Activity.Runs)).ShouldBe([("first", 1), ("second", 1), ("Default", 0)]);
        overview.Experiments[^1].Activity.LastStart.ShouldBeNull();
    }

    [Fact]
    public async Task A_new_experiment_and_a_new_name_are_told_to_open_screens()
    {
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, await host.NewProjectAsync());
        using var heard = ben.Service<LiveFeed>().Subscribe(Topics.Project(ben.Project.Id));
        await using var messages = heard.GetAsyncEnumerator(Ct);

        var number = await CreateAsync(ben, "told");
        (await messages.MoveNextAsync()).ShouldBeTrue();
        await ben.Service<ExperimentService>().RenameAsync(ben.Project, number, "told again", Ct);

        (await messages.MoveNextAsync()).ShouldBeTrue();
        messages.Current.ShouldBe(LiveMessage.Changed);
    }

    [Fact]
    public async Task Globex_sees_no_overview_of_Acme()
    {
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, "/acme/vision");

        (await gus.Service<OverviewService>().GetAsync(gus.Project, null, Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await gus.Service<ExperimentService>().ActivityAsync(gus.Project, [0], Ct)).Refusal.ShouldBeOfType<NotFound>();
    }

    private static async Task<long> CreateAsync(Acting acting, string name) => (await acting.Service<ExperimentService>().CreateAsync(acting.Project, new CreateExperiment(name), Ct)).Value;

    private static StoredRun Run(string name, RunStatus status, long started, long? ended, double loss) => new(
        $"{Guid.NewGuid():N}", Now - started, new Dictionary<string, double> { ["val/loss"] = loss, ["epoch"] = 3 }, new Dictionary<string, string>(), new Dictionary<string, string>(),
        status, Now - ended, Name: name);

    private static List<string> Names(IEnumerable<RunDetails> runs) => [.. runs.Select(run => run.Info.Name)];
}
