using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Models;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Versions;

public sealed class VersionSourceTests(SlipwayHost host)
{
    [Fact]
    public async Task A_version_of_all_that_a_run_logged_keeps_its_bytes_while_the_run_goes_on_logging()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (run, _) = await host.Ben.TrainAsync(project);
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/model.pkl", "approved", HttpStatusCode.OK);

        await RegisterAsync(project, $"runs:/{run}/");
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/model.pkl", "swapped", HttpStatusCode.OK);
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/more.txt", "logged later", HttpStatusCode.OK);

        var place = (await host.Ben.ReadAsync(project, "model-versions/get-download-uri?name=m&version=1")).Text("artifact_uri")["mlflow-artifacts:/".Length..];
        (await host.Ben.GetStringAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{place}/model.pkl")).ShouldBe("approved");
        await host.Ben.GetAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{place}/more.txt").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ben.WriteFileAsync(project, $"{place}/model.pkl", "swapped", HttpStatusCode.BadRequest);
        (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=1"))["model_version"]!.Text("run_id").ShouldBe(run);
    }

    [Fact]
    public async Task A_folder_called_artifacts_in_a_run_is_held_as_any_other()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (run, _) = await host.Ben.TrainAsync(project);
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/net/artifacts/model.pkl", "approved", HttpStatusCode.OK);

        await RegisterAsync(project, $"mlflow-artifacts:/0/{run}/artifacts/net/artifacts");

        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/net/artifacts/model.pkl", "swapped", HttpStatusCode.BadRequest);
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/net/other.pkl", "beside it", HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("mlflow-artifacts:/0")]
    [InlineData("mlflow-artifacts:/0/models")]
    [InlineData("mlflow-artifacts:/")]
    public async Task A_folder_that_many_share_is_no_source(string source)
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (run, _) = await host.Ben.TrainAsync(project);

        var refused = await RegisterAsync(project, source, status: HttpStatusCode.BadRequest);

        refused.Text("message").ShouldContain("is no folder of a run or of a logged model");
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/still.txt", "written", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Measures_of_another_run_or_model_are_none_of_a_version()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (weak, logged) = await host.Ben.TrainAsync(project, 0.1);
        var (strong, other) = await host.Ben.TrainAsync(project, 0.99);
        await host.Ben.WriteFileAsync(project, $"0/{weak}/artifacts/net/model.pkl", "weak", HttpStatusCode.OK);

        (await RegisterAsync(project, $"models:/{logged}", run: strong, status: HttpStatusCode.BadRequest)).Text("message").ShouldContain($"its files are of the run '{weak}', and run_id says '{strong}'");
        await RegisterAsync(project, $"mlflow-artifacts:/0/{weak}/artifacts/net", run: strong, status: HttpStatusCode.BadRequest);
        await RegisterAsync(project, $"mlflow-artifacts:/0/{weak}/artifacts/net", model: other, status: HttpStatusCode.BadRequest);
        await RegisterAsync(project, $"mlflow-artifacts:/0/models/{logged}/artifacts", model: other, status: HttpStatusCode.BadRequest);

        (await RegisterAsync(project, $"mlflow-artifacts:/0/{weak}/artifacts/net", model: logged))["model_version"]!.Text("run_id").ShouldBe(weak);
        (await RegisterAsync(project, $"mlflow-artifacts:/0/models/{logged}/artifacts"))["model_version"]!.Text("run_id").ShouldBe(weak);
    }

    [Fact]
    public async Task A_tag_does_not_make_a_prompt_of_a_model_that_has_versions_nor_of_one_version()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        object[] tags = [new { key = ModelDetails.PromptTag, value = "true" }];

        await host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source = "s3://elsewhere/model", tags }, HttpStatusCode.BadRequest);
        await host.Ben.NewVersionAsync(project, "m");
        await host.Ben.PostAsync(project, "registered-models/set-tag", new { name = "m", key = ModelDetails.PromptTag, value = "true" }, HttpStatusCode.BadRequest);

        await host.Ben.PostAsync(project, "registered-models/create", new { name = "p", tags });
        await host.Ben.PostAsync(project, "model-versions/create", new { name = "p", source = "a template", tags });
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete-tag", new { name = "p", key = ModelDetails.PromptTag }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_a_refused_registration_began_is_gone()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (run, logged) = await host.Ben.TrainAsync(project);
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/model.pkl", "bytes", HttpStatusCode.OK);

        await host.Ben.PostAsync(project, "model-versions/create", new { name = "none", source = $"runs:/{run}/" }, HttpStatusCode.NotFound);
        await RegisterAsync(project, $"models:/{logged}", run: "0123456789abcdef0123456789abcdef", status: HttpStatusCode.BadRequest);

        var models = await host.Ben.PostAsync(project, "logged-models/search", new { experiment_ids = new[] { "0" } });
        models["models"]!.AsArray().Count.ShouldBe(1);
        await host.Ben.WriteFileAsync(project, $"0/models/{logged}/artifacts/more.txt", "not held", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Writers_at_the_moment_of_a_registration_are_listed_or_refused()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (_, logged) = await host.Ben.TrainAsync(project);
        var folder = $"{project}/api/2.0/mlflow-artifacts/artifacts/0/models/{logged}/artifacts";

        var writing = Task.WhenAll(Enumerable.Range(0, 24).Select(n => host.Ben.PutAsync($"{folder}/data/model.bin", new StringContent($"weights {n}"), TestContext.Current.CancellationToken)));
        await RegisterAsync(project, $"models:/{logged}");
        await writing;

        (await host.Ben.GetStringAsync($"{folder}/data/model.bin", TestContext.Current.CancellationToken))
            .ShouldBe(await host.Ben.GetStringAsync($"{project}/model-versions/get-artifact?name=m&version=1&path=data/model.bin", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_a_stopped_process_held_is_let_go_an_hour_later()
    {
        var project = await host.NewProjectAsync();
        var (_, logged) = await host.Ben.TrainAsync(project);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, project);
        await ben.Service<FolderHolds>().PlaceAsync(ben.Project, $"0/models/{logged}/artifacts", TestContext.Current.CancellationToken);
        var clock = new MovableClock();
        var end = new EndLeftHolds(ben.Service<IDbContextFactory<SaasDb>>(), clock);

        clock.Now += TimeSpan.FromMinutes(59);
        await end.RunAsync(TestContext.Current.CancellationToken);
        await host.Ben.WriteFileAsync(project, $"0/models/{logged}/artifacts/more.txt", "held", HttpStatusCode.BadRequest);

        clock.Now += TimeSpan.FromMinutes(2);
        await end.RunAsync(TestContext.Current.CancellationToken);
        await host.Ben.WriteFileAsync(project, $"0/models/{logged}/artifacts/more.txt", "free", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stage_does_not_change_hands_by_archiving_the_newer_version_in_it()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2, isProtected: false);
        await world.EnterAsync(host.Ben, 1, "Production");
        await world.EnterAsync(host.Ben, 2, "Production");
        await world.ProtectAsync(new[] { new { count = 1, role = "reviewer" } }, kind: "stage", name: "Production");

        var refused = await world.EnterAsync(host.Ben, 1, "Production", HttpStatusCode.Forbidden, archive: true);

        refused.Text("message").ShouldContain("needs an approved review first");
        var latest = await host.Ben.PostAsync(world.Project, "registered-models/get-latest-versions", new { name = ReviewWorld.Model, stages = new[] { "Production" } });
        latest["model_versions"]![0]!.Text("version").ShouldBe("2");
    }

    private Task<JsonNode> RegisterAsync(string project, string source, string? run = null, string? model = null, HttpStatusCode status = HttpStatusCode.OK) =>
        host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source, run_id = run, model_id = model }, status);
}
