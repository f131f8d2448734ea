using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Runs;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Experiments.Comparison;

public sealed class ExperimentComparisonTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Experiments_stand_side_by_side_with_their_runs_their_last_and_their_best()
    {
        var project = await host.NewProjectAsync();
        var (first, second) = (await host.Ben.NewExperimentAsync(project, "first"), await host.Ben.NewExperimentAsync(project, "second"));
        await StoreAsync(project, first, Run("a", RunStatus.Finished, 1, 0.3), Run("b", RunStatus.Failed, 2, 0.5), Run("c", RunStatus.Running, 3, 0.4), Run("gone", RunStatus.Finished, 9, 0.1) with { Deleted = true });
        await StoreAsync(project, second, Run("d", RunStatus.Killed, 7, 0.2));

        var experiments = (await CompareAsync(project, $"?experiment={second}&experiment={first}"))["experiments"]!.AsArray();

        experiments.Select(each => each!["experiment"]!.Text("name")).ShouldBe(["second", "first"]);
        var runs = experiments[1]!["runs"]!;
        (Count("total"), Count("running"), Count("finished"), Count("failed")).ShouldBe((3, 1, 1, 1));
        (experiments[1]!["first"]!.GetValue<long>(), experiments[1]!["last"]!.Text("name"), experiments[1]!["lastValue"]!.GetValue<double>()).ShouldBe((1, "c", 0.4));
        (experiments[1]!["best"]!["run"]!.Text("name"), experiments[1]!["best"]!["value"]!.GetValue<double>()).ShouldBe(("a", 0.3));
        experiments[1]!["best"]!["params"]![0]!.Text("value").ShouldBe("a");
        experiments[0]!["best"]!["run"]!.Text("name").ShouldBe("d");

        int Count(string what) => runs[what]!.GetValue<int>();
    }

    [Fact]
    public async Task They_are_judged_by_what_the_reader_asks_for()
    {
        var project = await host.NewProjectAsync();
        await StoreAsync(project, "0", Run("a", RunStatus.Finished, 1, 0.3), Run("b", RunStatus.Finished, 2, 0.5));

        (await CompareAsync(project, "?experiment=0&metric=val/loss&lowerIsBetter=false"))["experiments"]![0]!["best"]!["run"]!.Text("name").ShouldBe("b");
        (await CompareAsync(project, "?experiment=0&metric=other"))["experiments"]![0]!["best"].ShouldBeNull();
        (await CompareAsync(project, "?experiment=0"))["metrics"]!.AsArray().Select(metric => metric!.GetValue<string>()).ShouldContain("val/loss");
    }

    [Fact]
    public async Task An_experiment_without_runs_is_compared_and_a_missing_one_is_named()
    {
        var project = await host.NewProjectAsync();

        (await CompareAsync(project, "?experiment=0"))["experiments"]![0]!["runs"]!["total"]!.GetValue<int>().ShouldBe(0);
        (await host.Ben.GetAsync(Address(project, "?experiment=0&experiment=99")).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("99");
        (await host.Ben.GetAsync(Address(project, "")).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("1 to 10");
    }

    [Fact]
    public async Task Globex_compares_no_experiment_of_Acme() =>
        await host.Gus.GetAsync(Address("/acme/vision", "?experiment=0")).ShouldAnswerAsync(HttpStatusCode.NotFound);

    private Task StoreAsync(string project, string experiment, params StoredRun[] runs) =>
        new StoredRuns(host.Services).AddAsync(project, long.Parse(experiment, System.Globalization.CultureInfo.InvariantCulture), runs, Ct);

    private Task<JsonNode> CompareAsync(string project, string query) => host.Ben.GetAsync(Address(project, query)).JsonAsync();

    private static string Address(string project, string query) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/experiments/comparison{query}";

    private static StoredRun Run(string name, RunStatus status, long started, double loss) => new(
        $"{Guid.NewGuid():N}", started, new Dictionary<string, double> { ["val/loss"] = loss }, new Dictionary<string, string> { ["name"] = name }, new Dictionary<string, string>(),
        status, status is RunStatus.Running ? null : started + 1, Name: name);
}
