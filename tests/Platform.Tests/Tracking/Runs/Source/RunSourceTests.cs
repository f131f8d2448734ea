using System.Net;
using Shouldly;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs.Source;

public sealed class RunSourceTests(SlipwayHost host)
{
    [Fact]
    public async Task Diffs_and_packages_are_found_in_the_run_in_its_models_and_in_the_models_it_logged()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "git_diff.txt", "+new");
        await run.PutFileAsync(host.Ben, "code/change.patch", "-old");
        await run.PutFileAsync(host.Ben, "model/conda.yaml", "dependencies: [python=3.11.4]");
        await run.PutFileAsync(host.Ben, "model/weights.bin", "x");
        var model = (await host.Ben.PostAsync(run.Project, "logged-models", new { experiment_id = "0", name = "m", source_run_id = run.Run }))["model"]!["info"]!.Text("model_id");
        await host.Ben.PostAsync(run.Project, "runs/outputs", new { run_id = run.Run, models = new[] { new { model_id = model, step = 1 } } });
        (await host.Ben.PutFileAsync(run.Project, $"0/models/{model}/artifacts/requirements.txt", "numpy==2.0")).EnsureSuccessStatusCode();

        var source = await run.GetAsync(host.Ben, "/source");

        source["diffs"]!.AsArray().Select(text => (text!.Text("name"), text!.Text("text"))).ShouldBe([("git_diff.txt", "+new"), ("code/change.patch", "-old")]);
        source["environment"]!.AsArray().Select(text => (text!.Text("name"), text!.Text("text"))).ShouldBe([("model/conda.yaml", "dependencies: [python=3.11.4]"), ("requirements.txt", "numpy==2.0")]);
    }

    [Fact]
    public async Task A_long_diff_is_cut_and_says_so()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "git.diff", new string('+', RunSourceService.MostBytes + 1));

        var diff = (await run.GetAsync(host.Ben, "/source"))["diffs"]![0]!;

        (diff.Text("text").Length, diff["isCut"]!.GetValue<bool>()).ShouldBe((RunSourceService.MostBytes, true));
    }

    [Fact]
    public async Task Who_created_a_run_is_known_whoever_the_client_says_it_is()
    {
        var run = await RunDoor.OpenAsync(host, new { experiment_id = "0", user_id = "mallory" });

        (await run.GetAsync(host.Ada, "/creator")).Text("name").ShouldBe(Slipway.Demo.DemoWorld.Ben.Name);
        await run.GetAsync(host.Gus, "/creator", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_neighbour_reads_no_code()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "git.diff", "+secret");

        await run.GetAsync(host.Gus, "/source", HttpStatusCode.NotFound);
    }
}
