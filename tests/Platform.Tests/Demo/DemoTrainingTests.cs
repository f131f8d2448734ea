using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo.Sweeps;
using Slipway.Foundation.Data;
using Slipway.Foundation.Results;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Demo;

/// <summary>What a newcomer finds: a server that has trained, trains when asked, and leaves nothing behind that only seems to run.</summary>
public sealed class DemoTrainingTests(SlipwayHost others) : IDisposable
{
    private static readonly SweepPace Slow = new(1, TimeSpan.FromMilliseconds(50));

    private readonly string _data = Directory.CreateTempSubdirectory("slipway-demo-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_first_start_trains_two_sweeps_and_the_next_none_and_it_kills_what_a_crash_left_running()
    {
        string left, foreign;
        await using (var host = DemoHost.Start(_data))
        {
            await host.TrainedAsync();

            var runs = await host.RunsAsync();
            runs.Count.ShouldBe(8);
            runs.Count(run => Status(run) == "FINISHED").ShouldBe(6);
            runs.Count(run => Status(run) == "FAILED" && Tag(run, "mlflow.note.content").Contains("diverged", StringComparison.Ordinal)).ShouldBe(2);
            runs.Count(run => Tag(run, DigitSweep.KindTag) == DemoBeginning.First).ShouldBe(4);
            await ShouldBeWholeAsync(host, runs.Last(run => Status(run) == "FINISHED" && Tag(run, "mlflow.parentRunId").Length > 0));
            await ShouldBeSweepAsync(host, runs);
            await ShouldBeRegisteredAsync(host);

            using var ada = host.Ada;
            var experiment = runs[0]["info"]!.Text("experiment_id");
            (left, foreign) = (await StartedAsync(ada, experiment, DemoBeginning.Watched), await StartedAsync(ada, experiment, RemoteDemo.Kind));
        }

        await using var again = DemoHost.Start(_data);
        await again.TrainedAsync();
        var later = await again.RunsAsync();
        later.Count.ShouldBe(10);
        Status(later.Single(run => run["info"]!.Text("run_id") == left)).ShouldBe("KILLED");
        Status(later.Single(run => run["info"]!.Text("run_id") == foreign)).ShouldBe("RUNNING");
    }

    private static async Task ShouldBeRegisteredAsync(DemoHost host)
    {
        using var ada = host.Ada;
        var model = (await ada.ReadAsync(DemoHost.Vision, $"registered-models/get?name={DemoModels.Digits}"))["registered_model"]!;
        model["aliases"]!.ToJsonString().ShouldBe($$"""[{"alias":"{{DemoModels.Champion}}","version":"1"}]""");
        var version = (await ada.ReadAsync(DemoHost.Vision, $"registered-models/alias?name={DemoModels.Digits}&alias={DemoModels.Champion}"))["model_version"]!;
        version.Text("source").ShouldStartWith("models:/m-");
        version.Text("description").ShouldContain("wasn't trained on");
        var reviews = (await ada.GetAsync("/api/v1/organizations/acme/projects/vision/reviews").JsonAsync())["items"]!.AsArray();
        reviews.Select(review => $"{review!["version"]} {review!["status"]}").ShouldBe(["2 open", "1 promoted"]);
    }

    [Fact]
    public async Task A_training_is_started_and_stopped_by_hand_and_a_server_that_stops_kills_its_runs()
    {
        await using (var host = DemoHost.Start(_data, pace: Slow))
        {
            using var ada = host.Ada;
            await host.UntilAsync(async () => await RunningAsync(host) == 2);
            (await ada.DeleteAsync(DemoHost.TrainingAddress, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await RunningAsync(host)).ShouldBe(0);
            (await ada.DeleteAsync(DemoHost.TrainingAddress, Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("No models");
            await ShouldBeRevokedAsync(host);

            (await ada.PostAsync(DemoHost.TrainingAddress, null, Ct).JsonAsync())["now"]!.Text("startedBy").ShouldBe(DemoWorld.Ada.Name);
            (await ada.PostAsync(DemoHost.TrainingAddress, null, Ct).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("stop them first");
            await host.UntilAsync(async () => await RunningAsync(host) == 2);
            Tag((await host.RunsAsync())[^1], "mlflow.user").ShouldBe(DemoWorld.Ada.Name);
        }

        await using var again = DemoHost.Start(_data);
        await again.TrainedAsync();
        var runs = await again.RunsAsync();
        runs.Count(run => Status(run) == "KILLED").ShouldBe(4);
        runs.ShouldNotContain(run => Status(run) == "RUNNING");
        runs.Count(run => Tag(run, DigitSweep.KindTag) == DemoBeginning.First).ShouldBe(4);
    }

    [Fact]
    public async Task Without_the_demo_there_is_nothing_of_it()
    {
        await using var host = DemoHost.Start(_data, isOn: false);
        using var somebody = host.CreateClient();

        (await somebody.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Exists(Path.Combine(_data, "demo.token")).ShouldBeFalse();
        await using var scope = host.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        (await db.Organizations.AnyAsync(Ct)).ShouldBeFalse();
        (await db.Users.AnyAsync(Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task Globex_cannot_train_at_Acmes_nor_see_that_somebody_does()
    {
        await using var gus = await Acting.AsAsync(others, DemoWorld.Gus, DemoHost.Vision);

        (await gus.Service<DemoService>().GetAsync(gus.Project, Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await gus.Service<DemoService>().StartAsync(gus.Project, Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await gus.Service<DemoService>().StopAsync(gus.Project, Ct)).Refusal.ShouldBeOfType<NotFound>();
    }

    private static async Task ShouldBeWholeAsync(DemoHost host, JsonNode run)
    {
        var data = run["data"]!;
        data["params"]!.AsArray().Select(param => param!.Text("key")).ShouldBe(
            ["batch_size", "epochs", "hidden_units", "learning_rate", "model", "momentum", "optimizer", "parameters", "schedule", "seed", "weight_decay"], ignoreOrder: true);
        var metrics = data["metrics"]!.AsArray().Select(metric => metric!.Text("key")).ToList();
        new[] { "train/loss", "train/accuracy", "val/loss", "val/accuracy", "test/loss", "test/accuracy", "lr", "grad_norm", "epoch" }.ShouldBeSubsetOf(metrics);
        Tag(run, "mlflow.source.name").ShouldEndWith("DigitSweep.cs");
        run["inputs"]!["dataset_inputs"]!.AsArray().Count.ShouldBe(3);
        var model = run["outputs"]!["model_outputs"]![0]!.Text("model_id");
        using var ada = host.Ada;
        (await ada.ReadAsync(DemoHost.Vision, $"logged-models/{model}"))["model"]!["info"]!.Text("status").ShouldBe("LOGGED_MODEL_READY");

        var id = run["info"]!.Text("run_id");
        var folder = $"{run["info"]!.Text("experiment_id")}/{id}/artifacts";
        (await ada.ReadFileAsync(DemoHost.Vision, $"{folder}/model/MLmodel")).ShouldContain($"run_id: {id}");
        (await ada.ReadFileAsync(DemoHost.Vision, $"{folder}/evaluation/predictions.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(361);
        (await ada.ReadFileAsync(DemoHost.Vision, $"{folder}/logs/console.log")).ShouldContain("epoch  2/2");
        JsonNode.Parse(await ada.ReadFileAsync(DemoHost.Vision, $"{folder}/evaluation/mistakes.json"))!["columns"]!.AsArray().Count.ShouldBe(4);
        (await ada.ListFilesAsync(DemoHost.Vision, $"{folder}/model")).Files().Select(file => file.Split(':')[0]).ShouldBe(["MLmodel", "model.onnx", "requirements.txt", "serving_input_example.json"], ignoreOrder: true);
        (await ada.ListFilesAsync(DemoHost.Vision, $"{folder}/images")).Files().Count(file => file.StartsWith("weights+step+", StringComparison.Ordinal)).ShouldBe(2);
        (await ada.ReadAsync(DemoHost.Vision, $"metrics/get-history?run_id={id}&metric_key=train%2Floss"))["metrics"]!.AsArray().Count.ShouldBe(66);
    }

    private static async Task ShouldBeSweepAsync(DemoHost host, IReadOnlyList<JsonNode> runs)
    {
        var parent = runs.First(run => Tag(run, "mlflow.parentRunId").Length == 0);
        var children = runs.Where(run => Tag(run, "mlflow.parentRunId") == parent["info"]!.Text("run_id")).ToList();

        children.Count.ShouldBe(3);
        var best = children.SelectMany(run => run["data"]!["metrics"]!.AsArray()).Where(metric => metric!.Text("key") == "val/accuracy").Max(metric => metric!["value"]!.GetValue<double>());
        parent["data"]!["metrics"]!.AsArray().Single(metric => metric!.Text("key") == "best/val_accuracy")!["value"]!.GetValue<double>().ShouldBe(best);
        using var ada = host.Ada;
        (await ada.ReadFileAsync(DemoHost.Vision, $"{parent["info"]!.Text("experiment_id")}/{parent["info"]!.Text("run_id")}/artifacts/sweep/models.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
    }

    // A token for the first sweep and one for the second, each ended with it.
    private static async Task ShouldBeRevokedAsync(DemoHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var ends = await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(token => token.Name == "Demo training").Select(token => token.RevokedAt).ToListAsync(Ct);
        ends.Count.ShouldBe(2);
        ends.ShouldNotContain((DateTime?)null);
    }

    private static async Task<string> StartedAsync(HttpClient ada, string experiment, string kind)
    {
        var tags = new[] { new { key = DigitSweep.KindTag, value = kind }, new { key = DigitSweep.MachineTag, value = Environment.MachineName } };
        return (await ada.PostAsync(DemoHost.Vision, "runs/create", new { experiment_id = experiment, tags }))["run"]!["info"]!.Text("run_id");
    }

    private static async Task<int> RunningAsync(DemoHost host)
    {
        using var ada = host.Ada;
        using var answer = await ada.GetAsync($"{DemoHost.Vision}/api/2.0/mlflow/experiments/get-by-name?experiment_name={DigitSweep.Experiment}", Ct);
        return answer.IsSuccessStatusCode ? (await host.RunsAsync()).Count(run => Status(run) == "RUNNING" && Tag(run, DigitSweep.KindTag) == DemoBeginning.Watched) : 0;
    }

    private static string Status(JsonNode run) => run["info"]!.Text("status");

    private static string Tag(JsonNode run, string key) => run["data"]!["tags"]!.AsArray().FirstOrDefault(tag => tag!.Text("key") == key)?.Text("value") ?? "";
}
