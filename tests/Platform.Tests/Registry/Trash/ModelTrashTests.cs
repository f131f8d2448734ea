using System.Net;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Trash;

public sealed class ModelTrashTests(SlipwayHost host)
{
    [Fact]
    public async Task A_deleted_version_comes_back_under_its_number_with_its_files()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");
        await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "1" });

        var trashed = (await TrashAsync(project))["versions"]!.AsArray().Single()!;
        await host.Ben.DeleteAsync($"{RegistryCalls.Models(project)}/m/versions/1/trash").ShouldAnswerAsync(HttpStatusCode.NoContent);

        trashed["number"]!.GetValue<int>().ShouldBe(1);
        trashed.Text("deletedBy").ShouldBe(Demo.DemoWorld.Ben.Name);
        (await host.Ben.GetStringAsync($"{RegistryCalls.Models(project)}/m/versions/1/files/data/model.bin")).ShouldBe("weights 0.9");
        (await TrashAsync(project))["versions"]!.AsArray().ShouldBeEmpty();
        await host.Ben.DeleteAsync($"{RegistryCalls.Models(project)}/m/versions/1/trash").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_erased_version_leaves_its_number_and_digest_and_lets_go_of_its_files()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        var (_, logged) = await host.Ben.TrainVersionAsync(project, "m");
        var digest = (await host.Ben.GetAsync($"{RegistryCalls.Models(project)}/m/versions/1").JsonAsync()).Text("digest");
        var erasure = $"{RegistryCalls.Models(project)}/m/versions/1/erasure";

        await host.Ada.PutAsync(erasure, null).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ben.CallAsync(HttpMethod.Delete, project, "model-versions/delete", new { name = "m", version = "1" });
        await host.Ben.PutAsync(erasure, null).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Ada.PutAsync(erasure, null).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var tombstone = (await TrashAsync(project))["versions"]!.AsArray().Single()!;
        tombstone.Text("digest").ShouldBe(digest);
        tombstone["erasedAt"].ShouldNotBeNull();
        await host.Ben.DeleteAsync($"{RegistryCalls.Models(project)}/m/versions/1/trash").ShouldAnswerAsync(HttpStatusCode.Conflict);
        await host.Ben.DeleteAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/0/models/{logged}/artifacts").ShouldAnswerAsync(HttpStatusCode.OK);
        (await host.Ben.NewVersionAsync(project, "m")).ShouldBe("2");
    }

    [Fact]
    public async Task A_deleted_model_comes_back_with_its_versions_unless_its_name_was_taken()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
        await host.Ben.CallAsync(HttpMethod.Delete, project, "registered-models/delete", new { name = "m" });
        await host.Ben.NewModelAsync(project, "m");

        await host.Ben.DeleteAsync($"{RegistryCalls.Models(project)}/m/trash").ShouldAnswerAsync(HttpStatusCode.Conflict);
        await host.Ben.PostAsync(project, "registered-models/rename", new { name = "m", new_name = "other" });
        await host.Ben.DeleteAsync($"{RegistryCalls.Models(project)}/m/trash").ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.ReadAsync(project, "model-versions/get?name=m&version=1"))["model_version"]!.Text("status").ShouldBe("READY");
    }

    private Task<System.Text.Json.Nodes.JsonNode> TrashAsync(string project) => host.Ben.GetAsync($"{RegistryCalls.Models(project)[..^"models".Length]}model-trash").JsonAsync();
}
