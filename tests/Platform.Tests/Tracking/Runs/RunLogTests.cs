using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunLogTests(SlipwayHost host)
{
    private static readonly object[] Loss = [new { key = "loss", value = 0.5, timestamp = 1, step = 1 }];

    [Fact]
    public async Task A_batch_is_logged_whole_or_not_at_all()
    {
        var (project, run) = await NewAsync();
        await host.Ben.PostAsync(project, "runs/log-parameter", new { run_id = run, key = "lr", value = "1" });

        var refused = await host.Ben.PostAsync(
            project, "runs/log-batch", new { run_id = run, metrics = Loss, @params = Pair("lr", "2"), tags = Pair("kept", "no") }, HttpStatusCode.BadRequest);

        refused.Text("message").ShouldContain("Changing param values is not allowed");
        var data = await DataAsync(project, run);
        data["metrics"].ShouldBeNull();
        data["tags"]!.AsArray().ShouldNotContain(tag => tag!.Text("key") == "kept");
    }

    [Fact]
    public async Task The_same_param_again_changes_nothing() =>
        await InRunAsync(async (project, run) =>
        {
            await host.Ben.PostAsync(project, "runs/log-parameter", new { run_id = run, key = "lr", value = "1" });
            await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, @params = Pair("lr", "1") });

            (await DataAsync(project, run))["params"]!.AsArray().Count.ShouldBe(1);
        });

    [Fact]
    public async Task A_param_twice_in_one_batch_is_refused() =>
        await InRunAsync(async (project, run) =>
            (await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, @params = new[] { new { key = "a", value = "1" }, new { key = "a", value = "1" } } }, HttpStatusCode.BadRequest))
                .Text("message").ShouldContain("Duplicate"));

    [Fact]
    public async Task A_run_is_renamed_by_its_tag_and_the_tag_by_its_name() =>
        await InRunAsync(async (project, run) =>
        {
            await host.Ben.PostAsync(project, "runs/set-tag", new { run_id = run, key = "mlflow.runName", value = "first" });
            (await RunAsync(project, run))["info"]!.Text("run_name").ShouldBe("first");

            var updated = await host.Ben.PostAsync(project, "runs/update", new { run_id = run, run_name = "second" });
            updated["run_info"]!.Text("run_name").ShouldBe("second");
            (await DataAsync(project, run))["tags"]!.AsArray().Single(tag => tag!.Text("key") == "mlflow.runName")!.Text("value").ShouldBe("second");
        });

    [Fact]
    public async Task Nothing_is_written_to_a_deleted_run_until_it_is_restored() =>
        await InRunAsync(async (project, run) =>
        {
            await host.Ben.PostAsync(project, "runs/delete", new { run_id = run });
            await host.Ben.PostAsync(project, "runs/delete", new { run_id = run });
            (await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = Loss }, HttpStatusCode.BadRequest)).Text("message").ShouldContain("must be in the 'active' state");

            await host.Ben.PostAsync(project, "runs/restore", new { run_id = run });
            await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = Loss });
        });

    [Fact]
    public async Task Nothing_is_written_below_a_deleted_experiment()
    {
        var project = await host.NewProjectAsync();
        var experiment = await host.Ben.NewExperimentAsync(project, "gone");
        var run = await host.Ben.NewRunAsync(project, experiment);
        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = experiment });

        (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = experiment }, HttpStatusCode.BadRequest)).Text("message").ShouldContain("'active' state");
        await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = Loss }, HttpStatusCode.BadRequest);
        (await RunAsync(project, run))["info"]!.Text("lifecycle_stage").ShouldBe("deleted");

        await host.Ben.PostAsync(project, "experiments/restore", new { experiment_id = experiment });
        await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = Loss });
    }

    [Fact]
    public async Task A_tag_that_is_not_there_cannot_be_deleted() =>
        await InRunAsync(async (project, run) =>
        {
            await host.Ben.PostAsync(project, "runs/set-tag", new { run_id = run, key = "a", value = "1" });
            await host.Ben.PostAsync(project, "runs/delete-tag", new { run_id = run, key = "a" });

            (await host.Ben.PostAsync(project, "runs/delete-tag", new { run_id = run, key = "a" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        });

    [Fact]
    public async Task What_many_clients_log_to_one_run_at_once_is_all_there_and_refused_neighbours_do_no_harm() =>
        await InRunAsync(async (project, run) =>
        {
            await host.Ben.PostAsync(project, "runs/log-parameter", new { run_id = run, key = "lr", value = "1" });
            await Task.WhenAll(Enumerable.Range(0, 16).Select(async client =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var start = (client * 20 + i) * 10;
                    await host.Ben.LogAsync(project, run, "loss", Enumerable.Range(start, 10).Select(step => new Point(step, 1_000 - client, step)));
                    await host.Ben.PostAsync(project, "runs/log-parameter", new { run_id = run, key = "lr", value = "2" }, HttpStatusCode.BadRequest);
                }
            }));

            var history = await host.Ben.HistoryAsync(project, run, "loss", 25_000);
            history.Select(point => point.Step).Order().ShouldBe(Enumerable.Range(0, 3_200).Select(step => (long)step));
        });

    [Fact]
    public async Task Neither_the_neighbour_nor_a_viewer_writes_to_a_run()
    {
        const string Vision = "/acme/vision";
        var run = await host.Ben.NewRunAsync(Vision);

        await host.Gus.PostAsync(Vision, "runs/log-batch", new { run_id = run, metrics = Loss }, HttpStatusCode.NotFound);
        await host.Vera.PostAsync(Vision, "runs/log-batch", new { run_id = run, metrics = Loss }, HttpStatusCode.Forbidden);
        await host.Gus.PostAsync("/globex/turbines", "runs/log-batch", new { run_id = run, metrics = Loss }, HttpStatusCode.NotFound);
        await host.Gus.ReadAsync(Vision, $"metrics/get-history?run_id={run}&metric_key=loss", HttpStatusCode.NotFound);
        (await host.Gus.GetAsync($"/api/v1/organizations/acme/projects/vision/runs/{run}/chart?key=loss", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static object[] Pair(string key, string value) => [new { key, value }];

    private async Task InRunAsync(Func<string, string, Task> test)
    {
        var (project, run) = await NewAsync();
        await test(project, run);
    }

    private async Task<(string Project, string Run)> NewAsync()
    {
        var project = await host.NewProjectAsync();
        return (project, await host.Ben.NewRunAsync(project));
    }

    private async Task<JsonNode> RunAsync(string project, string run) => (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}"))["run"]!;

    private async Task<JsonNode> DataAsync(string project, string run) => (await RunAsync(project, run))["data"]!;
}
