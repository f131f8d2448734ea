using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Traces;
using Slipway.World;

namespace Slipway.Integrations.Exports;

/// <summary>A project with something of every kind in it, as clients and people leave it behind.</summary>
/// <param name="Project">Its tracking path.</param>
/// <param name="Run">The run with many points, and with those that aren't numbers.</param>
/// <param name="Child">A run that is a part of it.</param>
internal sealed record FurnishedProject(string Project, string Run, string Child, string Trained, string Logged, string Trace)
{
    public const int ManyPoints = 100_000;
    public const string Model = "fraud";

    private const int AtOnce = 1_000;

    public string Api => $"/api/v1/organizations/{Project.Split('/')[1]}/projects/{Project.Split('/')[2]}";

    /// <summary>Makes one as its maintainer, with a colleague who says something.</summary>
    public static async Task<FurnishedProject> MakeAsync(HttpClient maintainer, string project, HttpClient? colleague = null, int points = ManyPoints)
    {
        var api = $"/api/v1/organizations/{project.Split('/')[1]}/projects/{project.Split('/')[2]}";
        var experiment = (await maintainer.PostAsync(project, "experiments/create", new { name = "Sweep «A»", tags = new[] { new { key = "mlflow.note.content", value = "# Ünïcode\nand a line" } } })).Text("experiment_id");
        var run = await RunAsync(maintainer, project, experiment, "parent");
        var child = await RunAsync(maintainer, project, experiment, "child", run);
        var gone = await RunAsync(maintainer, project, experiment, "deleted");
        for (var from = 0; from < points; from += AtOnce)
        {
            await maintainer.PostAsync(project, "runs/log-batch", new
            {
                run_id = run,
                metrics = Enumerable.Range(from, Math.Min(AtOnce, points - from)).Select(step => new { key = "loss", value = Math.Exp(-step / 10_000.0) + (step % 17 / 100.0), step, timestamp = 1_700_000_000_000 + (step * 7L) }),
            });
        }

        await maintainer.PostAsync(project, "runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { Point("odd/ones", "NaN", 0), Point("odd/ones", "Infinity", 1), Point("odd/ones", "-Infinity", 2), Point("odd/ones", "NaN", 3), Point("only nan", "NaN", -5) },
            @params = new[] { new { key = "lr", value = "0.1" }, new { key = "layers", value = "[1, 2]\n\"three\"" } },
            tags = new[] { new { key = "team", value = "blue «ß»" } },
        });
        await maintainer.PostAsync(project, "runs/log-batch", new { run_id = child, metrics = new[] { Point("loss", 0.25, 7), Point("accuracy", 0.5, long.MaxValue) } });
        await maintainer.PostAsync(project, "runs/log-inputs", new { run_id = run, datasets = new[] { new { dataset = new { name = "digits", digest = "d1", source_type = "local", source = "{\"uri\":\"s3://x\"}", schema = "{}" }, tags = new[] { new { key = "mlflow.data.context", value = "training" } } } } });
        await maintainer.PostAsync(project, "runs/update", new { run_id = run, status = "FINISHED", end_time = 1_700_000_900_000 });
        await maintainer.PostAsync(project, "runs/delete", new { run_id = gone });
        (await maintainer.PutFileAsync(project, $"{experiment}/{run}/artifacts/notes/réadme 1.txt", "words\n")).EnsureSuccessStatusCode();
        (await maintainer.PutFileAsync(project, $"{experiment}/{run}/artifacts/large.bin", Bytes(3_000_000), "application/octet-stream")).EnsureSuccessStatusCode();
        (await maintainer.PutFileAsync(project, $"{experiment}/{child}/artifacts/again.bin", Bytes(3_000_000), "application/octet-stream")).EnsureSuccessStatusCode();
        (await maintainer.PutFileAsync(project, $"{experiment}/{child}/artifacts/empty.txt", "")).EnsureSuccessStatusCode();

        await maintainer.NewModelAsync(project, Model);
        var (trained, logged) = await maintainer.TrainVersionAsync(project, Model);
        await maintainer.TrainVersionAsync(project, Model, 0.95);
        foreach (var version in new[] { 1, 2 })
        {
            await DoAsync(maintainer, HttpMethod.Put, $"{api}/models/{Model}/aliases/champion", new { version });
        }

        await DoAsync(maintainer, HttpMethod.Put, $"{api}/models/{Model}/versions/2/stage", new { stage = "Production" });
        await DoAsync(maintainer, HttpMethod.Put, $"{api}/models/{Model}/card", new { card = new { purpose = "Finds fraud.", risk = "high" }, before = 0 });
        await DoAsync(maintainer, HttpMethod.Put, $"{api}/models/{Model}/card", new { card = new { purpose = "Finds fraud, «mostly».", risk = "high" }, before = 1 });
        await DoAsync(maintainer, HttpMethod.Post, $"{api}/prompts/judge/versions", new { text = "Is {{ answer }} right?", notes = "first" });
        var protects = new { target = new { kind = "stage", name = "Production" }, approvals = new[] { new { count = 1 } }, checks = Array.Empty<object>() };
        await DoAsync(maintainer, HttpMethod.Put, $"{api}/review-policy", new { targets = new[] { protects }, note = "Two look.", before = 0 });
        await DoAsync(maintainer, HttpMethod.Post, $"{api}/reviews", new { model = Model, version = 1, target = new { kind = "stage", name = "Production" }, reason = "It is better." });
        await DoAsync(colleague ?? maintainer, HttpMethod.Post, $"{api}/comments", new { kind = "run", subject = run, text = "Look at step 7.", point = new { metric = "loss", step = 7 } });
        await DoAsync(maintainer, HttpMethod.Post, $"{api}/comments", new { kind = "model", subject = await KeyAsync(maintainer, api), text = "The model itself." });
        var trace = TraceCalls.NewTraceId();
        await maintainer.TraceAsync(project, trace, tags: new { stage = "dev" }, metadata: new Dictionary<string, string> { ["mlflow.sourceRun"] = run }, experiment: experiment, preview: "What?");
        await maintainer.PutSpansAsync(project, trace, """{"spans": []}""", experiment);
        await DoAsync(maintainer, HttpMethod.Post, $"{api}/traces/{trace}/assessments", new { name = "right", kind = "feedback", value = true });
        return new(project, run, child, trained, logged, trace);
    }

    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static object Point(string key, object value, long step) => new { key, value, step, timestamp = 1_700_000_000_000 };

    private static async Task<string> RunAsync(HttpClient client, string project, string experiment, string name, string? parent = null) =>
        (await client.PostAsync(project, "runs/create", new
        {
            experiment_id = experiment,
            run_name = name,
            user_id = "training-job",
            start_time = 1_700_000_000_000,
            tags = parent is null ? [] : new[] { new { key = "mlflow.parentRunId", value = parent } },
        }))["run"]!["info"]!.Text("run_id");

    private static async Task<string> KeyAsync(HttpClient client, string api) => (await client.GetAsync($"{api}/models/{Model}").JsonAsync())["key"]!.GetValue<long>().ToString(CultureInfo.InvariantCulture);

    private static async Task DoAsync(HttpClient client, HttpMethod method, string address, object body)
    {
        using var answer = await client.SendAsync(new(method, address) { Content = JsonContent.Create(body) });
        ((int)answer.StatusCode / 100).ShouldBe(2, $"{method} {address}: {await answer.Content.ReadAsStringAsync()}");
        answer.StatusCode.ShouldNotBe(HttpStatusCode.Found);
    }
}
