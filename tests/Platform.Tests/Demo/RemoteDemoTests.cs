using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo.Sweeps;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Demo;

/// <summary>The command that logs the demo's trainings to a server.</summary>
public sealed class RemoteDemoTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static SweepPlan Plan => new(RemoteDemo.Kind, SweepPace.Fast, DemoHost.Trainings, "tester");

    [Fact]
    public async Task It_says_what_it_does_and_what_came_of_it()
    {
        var project = await host.NewProjectAsync();
        List<string> lines = [];

        var outcome = (await new RemoteDemo(TimeProvider.System).TrainAsync(To(host.Ben, project), Plan, lines.Add, Ct)).Value;

        (outcome.Trained, outcome.Diverged).ShouldBe((2, 1));
        outcome.BestAccuracy.ShouldBeGreaterThan(0.85);
        lines[0].ShouldContain($"{project}/#/experiments/1/runs/");
        lines.Count(line => line.Contains("finished", StringComparison.Ordinal)).ShouldBe(2);
        (await StatusesAsync(project)).ShouldBe(["FAILED", .. Enumerable.Repeat("FINISHED", 3)]);
    }

    [Fact]
    public async Task The_best_model_explains_some_images_in_traces_that_belong_to_its_run_and_one_that_fails()
    {
        var project = await host.NewProjectAsync();
        await new RemoteDemo(TimeProvider.System).TrainAsync(To(host.Ben, project), Plan, _ => { }, Ct);

        var found = await host.Ben.SendAsync(
            HttpMethod.Post, $"{project}/api/3.0/mlflow/traces/search", new { locations = new[] { new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = "1" } } }, max_results = 100 }).JsonAsync();
        var traces = found["traces"]!.AsArray();

        traces.Count.ShouldBeGreaterThanOrEqualTo(11);
        traces.Count(trace => trace!.Text("state") == "ERROR").ShouldBe(1);
        traces.Select(trace => trace!["trace_metadata"]!.Text("mlflow.sourceRun")).Distinct().Count().ShouldBe(1);
        var whole = traces.First(trace => trace!.Text("state") == "OK")!;
        whole["assessments"]!.AsArray().Select(assessment => assessment!.Text("assessment_name")).ShouldBe(["correct", "expected digit"], ignoreOrder: true);
        var spans = JsonNode.Parse(await host.Ben.ReadFileAsync(project, $"1/traces/{whole.Text("trace_id")}/artifacts/traces.json"))!["spans"]!.AsArray();
        spans.Select(span => span!.Text("name")).ShouldBe(["explain digit", "read image", "recognize", "find similar images", "explain"]);
        spans[4]!["attributes"]!.Text("mlflow.spanOutputs").ShouldContain("It is a ");
        await host.Gus.SendAsync(HttpMethod.Get, $"{project}/api/3.0/mlflow/traces/{whole.Text("trace_id")}").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_interrupts_it_leaves_no_run_that_seems_to_run()
    {
        var project = await host.NewProjectAsync();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        void Interrupt(string line)
        {
            if (line.StartsWith("2/", StringComparison.Ordinal))
            {
                interrupt.Cancel();
            }
        }

        await Should.ThrowAsync<OperationCanceledException>(() => new RemoteDemo(TimeProvider.System).TrainAsync(To(host.Ben, project), Plan, Interrupt, interrupt.Token));

        (await StatusesAsync(project)).ShouldBe(["FINISHED", "KILLED", "KILLED"]);
    }

    [Fact]
    public async Task What_stands_in_its_way_is_said_in_a_sentence()
    {
        var project = await host.NewProjectAsync();
        var remote = new RemoteDemo(TimeProvider.System);

        (await remote.TrainAsync("vision", "slw_x", fast: true, seed: 1, _ => { }, Ct)).Refusal!.Message.ShouldContain("http://localhost:5000/acme/vision");
        (await remote.TrainAsync(To(host.With("slw_wrong"), project), Plan, _ => { }, Ct)).Refusal!.Message.ShouldContain("token");
        (await remote.TrainAsync(To(host.Vera, "/acme/vision"), Plan, _ => { }, Ct)).Refusal!.Message.ShouldContain("runs.write");
        (await remote.TrainAsync("http://127.0.0.1:1/acme/vision", "slw_x", fast: true, seed: 1, _ => { }, Ct)).Refusal!.Message.ShouldContain("Check the address");
        (await remote.TrainAsync(To(host.Gus, project), Plan, _ => { }, Ct)).Refusal.ShouldNotBeNull();
    }

    private async Task<IEnumerable<string>> StatusesAsync(string project)
    {
        var runs = await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { "1" } }, HttpStatusCode.OK);
        return runs["runs"]!.AsArray().Select(run => run!["info"]!.Text("status")).Order(StringComparer.Ordinal);
    }

    private static HttpClient To(HttpClient client, string project)
    {
        client.BaseAddress = new Uri(client.BaseAddress!, $"{project}/");
        return client;
    }
}
