using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Versions;

public sealed class VersionTests(SlipwayHost host)
{
    [Fact]
    public async Task Numbers_count_up_and_a_deleted_ones_is_never_given_again()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Ben.NewVersionAsync(project, "m")));

        await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "5" });

        (await host.Ben.NewVersionAsync(project, "m")).ShouldBe("6");
        (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=5", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.PostAsync(project, "model-versions/search", new { filter = "name = 'm'", order_by = new[] { "version_number ASC" } })).Numbers()
            .ShouldBe(["m 1", "m 2", "m 3", "m 4", "m 6"]);
    }

    [Fact]
    public async Task A_version_of_a_logged_model_knows_its_run_and_files_and_the_logged_model_knows_the_version()
    {
        var project = await host.NewProjectAsync();
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");
        var logged = (await host.Ben.PostAsync(project, "logged-models", new { experiment_id = "0", name = "net", source_run_id = run }))["model"]!["info"]!.Text("model_id");
        await host.Ben.NewModelAsync(project, "m");

        var version = (await host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source = $"models:/{logged}", model_id = logged }))["model_version"]!;
        var copy = (await host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source = "models:/m/1" }))["model_version"]!;

        version.Text("run_id").ShouldBe(run);
        version.Text("source").ShouldBe($"models:/{logged}");
        version.Text("status").ShouldBe("READY");
        copy.Text("run_id").ShouldBe(run);
        foreach (var number in new[] { "1", "2" })
        {
            (await host.Ben.ReadAsync(project, $"model-versions/get-download-uri?name=m&version={number}")).Text("artifact_uri").ShouldBe($"mlflow-artifacts:/0/models/{logged}/artifacts");
        }

        var tags = (await host.Ben.ReadAsync(project, $"logged-models/{logged}"))["model"]!["info"]!["tags"]!.AsArray();
        tags.Single()!.Text("value").ShouldBe("[{\"name\":\"m\",\"version\":1},{\"name\":\"m\",\"version\":2}]");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("s3://elsewhere/model")]
    [InlineData("mlflow-artifacts:/0/../../1/x")]
    [InlineData("mlflow-artifacts:/0/%252e%252e/x")]
    [InlineData("dummy-source")]
    public async Task A_source_that_is_not_the_projects_is_refused(string source)
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");

        (await host.Ben.PostAsync(project, "model-versions/create", new { name = "m", source }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task Notes_and_tags_are_the_versions_own()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");

        await host.Ben.PostAsync(project, "model-versions/set-tag", new { name = "m", version = "1", key = "k", value = "v" });
        await host.Ben.CallAsync(HttpMethod.Patch, project, "model-versions/update", new { name = "m", version = "1", description = "first" });

        var first = (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=1"))["model_version"]!;
        first.Text("description").ShouldBe("first");
        first["tags"]!.ToJsonString().ShouldBe("[{\"key\":\"k\",\"value\":\"v\"}]");
        var second = (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=2"))["model_version"]!;
        second.Text("description").ShouldBe("");
        second["tags"].ShouldBeNull();
        (await host.Ben.PostAsync(project, "model-versions/search", new { filter = "tags.k = 'v'" })).Numbers().ShouldBe(["m 1"]);
    }
}
