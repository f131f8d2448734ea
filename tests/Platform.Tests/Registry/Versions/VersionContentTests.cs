using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Versions;

public sealed class VersionContentTests(SlipwayHost host)
{
    [Fact]
    public async Task A_version_remembers_what_was_known_of_it_when_it_was_registered()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (run, _) = await host.Ben.TrainVersionAsync(project, "m");
        await host.Ben.PostAsync(project, "runs/log-metric", new { run_id = run, key = "val/accuracy", value = 0.1, step = 9, timestamp = 9 });

        var facts = await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/versions/1/facts").JsonAsync();

        facts["run"]!.Text("runId").ShouldBe(run);
        facts["run"]!["metrics"]!.AsArray().Single()!["value"]!.GetValue<double>().ShouldBe(0.9);
        facts["run"]!["params"]![0]!.Text("value").ShouldBe("3");
        facts["run"]!["datasets"]![0]!.Text("context").ShouldBe("training");
        facts["run"]!["code"]!.Text("commit").ShouldBe("abc123");
        facts["model"]!["inputs"]![0]!.Text("name").ShouldBe("width");
        facts["environment"]!.AsArray().Single()!.GetValue<string>().ShouldBe("requirements.txt");
    }

    [Fact]
    public async Task The_same_files_have_the_same_digest_and_are_read_as_they_were()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m", accuracy: 0.5);

        var digests = await Task.WhenAll(Enumerable.Range(1, 3).Select(async n => (await FilesAsync(project, n)).Text("digest")));

        digests[0].ShouldBe(digests[1]);
        digests[2].ShouldNotBe(digests[0]);
        (await FilesAsync(project, 1))["files"]!.AsArray().Select(file => file!.Text("path")).ShouldBe(["MLmodel", "data/model.bin", "requirements.txt"]);
        (await host.Ben.GetStringAsync($"{RegistryCalls.Models(project)}/m/versions/3/files/data/model.bin")).ShouldBe("weights 0.5");
        (await host.Ben.GetStringAsync($"{project}/model-versions/get-artifact?name=m&version=1&path=data/model.bin")).ShouldBe("weights 0.9");
        await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/versions/1/files/none.txt").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Files_of_a_registered_version_are_neither_deleted_nor_replaced()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (_, logged) = await host.Ben.TrainVersionAsync(project, "m");
        var folder = $"0/models/{logged}/artifacts";

        foreach (var path in new[] { $"{folder}/MLmodel", folder, $"0/models/{logged}", "0" })
        {
            var answer = await host.Ben.DeleteAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{path}").JsonAsync(HttpStatusCode.BadRequest);
            answer.Code().ShouldBe("INVALID_STATE");
            answer.Text("message").ShouldContain("version 1 of the model 'm'");
        }

        await host.Ben.WriteFileAsync(project, $"{folder}/MLmodel", "other", HttpStatusCode.BadRequest);
        await host.Ben.WriteFileAsync(project, $"{folder}/data/new.bin", "other", HttpStatusCode.BadRequest);
        (await host.Ben.GetStringAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{folder}/data/model.bin")).ShouldBe("weights 0.9");
    }

    [Fact]
    public async Task A_run_that_registers_its_whole_folder_goes_on_logging_to_it()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");
        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/log.txt", "one", HttpStatusCode.OK);
        await host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source = $"runs:/{run}", run_id = run });

        await host.Ben.WriteFileAsync(project, $"0/{run}/artifacts/log.txt", "one and two", HttpStatusCode.OK);

        (await host.Ben.GetStringAsync($"{RegistryCalls.Models(project)}/m/versions/1/files/log.txt")).ShouldBe("one");
    }

    [Fact]
    public async Task A_copy_in_another_project_has_the_files_and_says_where_it_came_from()
    {
        var (project, other) = (await host.NewProjectAsync(), await host.NewProjectAsync());
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");

        var copy = await host.Ben.SendAsync(HttpMethod.Post, $"{RegistryCalls.Models(project)}/m/versions/1/copies", new { project = other.Split('/')[^1], model = "copied" }).JsonAsync();

        copy["number"]!.GetValue<int>().ShouldBe(1);
        var version = await host.Ben.GetAsync($"{RegistryCalls.Models(other)}/copied/versions/1").JsonAsync();
        version.Text("copiedFrom").ShouldBe($"{project.Split('/')[^1]}/m/1");
        version.Text("digest").ShouldBe((await FilesAsync(project, 1)).Text("digest"));
        (await host.Ben.GetAsync($"{RegistryCalls.Models(other)}/copied/versions/1/facts").JsonAsync())["run"]!.Text("name").ShouldBe("trained");
        var uri = (await host.Ben.ReadAsync(other, "model-versions/get-download-uri?name=copied&version=1")).Text("artifact_uri");
        (await host.Ben.GetStringAsync($"{other}/api/2.0/mlflow-artifacts/artifacts/{uri["mlflow-artifacts:/".Length..]}/data/model.bin")).ShouldBe("weights 0.9");
        await host.Ben.SendAsync(HttpMethod.Post, $"{RegistryCalls.Models(project)}/m/versions/1/copies", new { project = "turbines", model = "m" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Globex_cannot_read_what_a_version_of_Acme_holds()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");

        foreach (var part in new[] { "facts", "files", "files/data/model.bin" })
        {
            await host.Gus.GetAsync($"{RegistryCalls.Models(project)}/m/versions/1/{part}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        await host.Gus.SendAsync(HttpMethod.Post, $"{RegistryCalls.Models(project)}/m/versions/1/copies", new { project = "turbines", model = "m" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private Task<System.Text.Json.Nodes.JsonNode> FilesAsync(string project, int number) => host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/versions/{number}/files").JsonAsync();
}
