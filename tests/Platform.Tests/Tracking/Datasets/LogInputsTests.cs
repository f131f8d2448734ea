using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Datasets;

public sealed class LogInputsTests(SlipwayHost host)
{
    [Fact]
    public async Task A_dataset_logged_twice_is_one_input_and_is_found_by_its_context()
    {
        var project = await host.NewProjectAsync();
        var run = await RunAsync(project);

        await LogAsync(project, run, "iris", "d1", "training");
        await LogAsync(project, run, "iris", "d1", "training");

        var input = (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}"))["run"]!["inputs"]!["dataset_inputs"]!.AsArray().Single()!;
        input["dataset"]!.Text("digest").ShouldBe("d1");
        input["tags"]!.AsArray().Single()!.Text("value").ShouldBe("training");
        (await FoundAsync(project, "dataset.name = 'iris' AND dataset.context = 'training'")).ShouldBe([run]);
        (await FoundAsync(project, "datasets.digest IN ('d0', 'd1')")).ShouldBe([run]);
        (await FoundAsync(project, "dataset.context = 'validation'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_of_an_experiment_that_name_the_same_dataset_share_it()
    {
        var project = await host.NewProjectAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync(project)));

        await Task.WhenAll(runs.Select(run => LogAsync(project, run, "iris", "d1", "training")));

        var summaries = (await host.Ben.SendAsync(HttpMethod.Post, $"{project}/ajax-api/2.0/mlflow/experiments/search-datasets", new { experiment_ids = new[] { "0" } }).JsonAsync())["dataset_summaries"]!;
        summaries.AsArray().Single()!.Text("name").ShouldBe("iris");
        (await FoundAsync(project, "dataset.name = 'iris'")).Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_dataset_without_a_digest_or_for_an_unknown_run_is_refused_and_nothing_is_kept()
    {
        var project = await host.NewProjectAsync();
        var run = await RunAsync(project);

        (await host.Ben.PostAsync(project, "runs/log-inputs", new { run_id = run, datasets = new[] { Dataset("ok", "d", "x"), Dataset("bad", "", "x") } }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.PostAsync(project, "runs/log-inputs", new { run_id = new string('0', 32), datasets = new[] { Dataset("ok", "d", "x") } }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.PostAsync(project, "runs/log-inputs", new { run_id = run, datasets = new[] { Dataset("ok", "d", "x") }, models = new[] { new { model_id = "m-none" } } }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");

        (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}"))["run"]!["inputs"]!.ToJsonString().ShouldBe("{}");
    }

    private async Task<string> RunAsync(string project)
    {
        var run = new StoredRun(Guid.NewGuid().ToString("N"), 1, new Dictionary<string, double>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        await new StoredRuns(host.Services).AddAsync(project, 0, [run], TestContext.Current.CancellationToken);
        return run.RunId;
    }

    private Task<JsonNode> LogAsync(string project, string run, string name, string digest, string context) =>
        host.Ben.PostAsync(project, "runs/log-inputs", new { run_id = run, datasets = new[] { Dataset(name, digest, context) } });

    private async Task<IEnumerable<string>> FoundAsync(string project, string filter) =>
        (await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { "0" }, filter }))["runs"]?.AsArray().Select(run => run!["info"]!.Text("run_id")) ?? [];

    private static object Dataset(string name, string digest, string context) => new
    {
        tags = new[] { new { key = "mlflow.data.context", value = context } },
        dataset = new { name, digest, source_type = "code", source = "{}" },
    };
}
