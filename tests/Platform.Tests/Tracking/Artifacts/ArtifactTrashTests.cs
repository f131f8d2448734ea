using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactTrashTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_file_is_gone_for_clients_and_comes_back_as_it_was()
    {
        var (project, run) = await RunWithAsync("model/a.bin");
        await host.Ben.DeleteAsync(File(project, run, "model/a.bin"), Ct).JsonAsync();

        (await host.Ben.ReadAsync(project, $"artifacts/list?run_id={run}")).Files().ShouldBeEmpty();
        await host.Ben.GetFileAsync(project, $"0/{run}/artifacts/model/a.bin").ShouldAnswerAsync(HttpStatusCode.NotFound);
        var act = (await TrashAsync(project, run)).ShouldHaveSingleItem()!;
        (act.Text("path"), act["isFolder"]!.GetValue<bool>(), act["files"]!.GetValue<int>(), act["bytes"]!.GetValue<int>()).ShouldBe(("model/a.bin", false, 1, "model/a.bin".Length));
        act.Text("deletedBy").ShouldNotBeEmpty();

        await RestoreAsync(project, run, "model/a.bin").JsonAsync();
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/model/a.bin")).ShouldBe("model/a.bin");
        (await TrashAsync(project, run)).ShouldBeEmpty();
        await RestoreAsync(project, run, "model/a.bin").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_folder_is_deleted_as_one_act_and_restored_whole_or_one_file_of_it()
    {
        var (project, run) = await RunWithAsync("model/MLmodel", "model/data/w.bin", "model-2/x", "notes.txt");
        (await host.Ben.DeleteAsync(File(project, run, "model"), Ct).JsonAsync())["files"]!.GetValue<int>().ShouldBe(2);

        var act = (await TrashAsync(project, run)).ShouldHaveSingleItem()!;
        (act.Text("path"), act["isFolder"]!.GetValue<bool>(), act["files"]!.GetValue<int>()).ShouldBe(("model", true, 2));
        var files = await host.Ben.GetAsync($"{Api(project, run)}/trash/{act["deletedAt"]!.GetValue<long>()}", Ct).JsonAsync();
        files.AsArray().Select(file => file!.Text("path")).ShouldBe(["model/MLmodel", "model/data/w.bin"]);

        (await RestoreAsync(project, run, "model/data/w.bin").JsonAsync())["files"]!.GetValue<int>().ShouldBe(1);
        (await RestoreAsync(project, run, "model").JsonAsync())["files"]!.GetValue<int>().ShouldBe(1);
        (await host.Ben.ReadAsync(project, $"artifacts/list?run_id={run}&path=model")).Files().ShouldBe(["model/MLmodel:13", "model/data/"]);
    }

    [Fact]
    public async Task What_was_uploaded_since_is_not_overwritten_by_a_restoration()
    {
        var (project, run) = await RunWithAsync("m/a", "m/b");
        await host.Ben.DeleteAsync(File(project, run, "m"), Ct).JsonAsync();
        await host.Ben.PutAsync(File(project, run, "m/a"), new StringContent("newer")).JsonAsync();

        (await RestoreAsync(project, run, "m/a").RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("uploaded since");
        var restored = await RestoreAsync(project, run, "m").JsonAsync();
        (restored["files"]!.GetValue<int>(), restored["inTheWay"]!.GetValue<int>()).ShouldBe((1, 1));
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/m/a")).ShouldBe("newer");

        await host.Ben.DeleteAsync(File(project, run, "m"), Ct).JsonAsync();
        await host.Ben.PutAsync(File(project, run, "m"), new StringContent("now a file")).JsonAsync();
        await RestoreAsync(project, run, "m/b").ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_a_file_and_a_folder_of_one_name_what_was_deleted_last_comes_back()
    {
        var (project, run) = await RunWithAsync("m");
        await host.Ben.DeleteAsync(File(project, run, "m"), Ct).JsonAsync();
        await host.Ben.PutAsync(File(project, run, "m/a"), new StringContent("in a folder")).JsonAsync();
        await host.Ben.DeleteAsync(File(project, run, "m"), Ct).JsonAsync();

        (await RestoreAsync(project, run, "m").JsonAsync())["files"]!.GetValue<int>().ShouldBe(1);
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/m/a")).ShouldBe("in a folder");
        (await TrashAsync(project, run)).ShouldHaveSingleItem()!.Text("path").ShouldBe("m");
    }

    [Fact]
    public async Task Of_a_path_that_was_deleted_twice_the_last_one_comes_back_unless_the_act_is_named()
    {
        var (project, run) = await RunWithAsync("a");
        var first = (await host.Ben.DeleteAsync(File(project, run, "a"), Ct).JsonAsync())["deletedAt"]!.GetValue<long>();
        await host.Ben.PutAsync(File(project, run, "a"), new StringContent("second")).JsonAsync();
        await host.Ben.DeleteAsync(File(project, run, "a"), Ct).JsonAsync();

        await RestoreAsync(project, run, "a").JsonAsync();
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/a")).ShouldBe("second");
        await host.Ben.DeleteAsync(File(project, run, "a"), Ct).JsonAsync();
        await RestoreAsync(project, run, "a", first).JsonAsync();
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/a")).ShouldBe("a");
    }

    [Fact]
    public async Task What_an_MLflow_client_deletes_can_be_restored_too()
    {
        var (project, run) = await RunWithAsync("a");
        await host.Ben.DeleteAsync(ArtifactCalls.Address(project, $"0/{run}/artifacts/a"), Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        await RestoreAsync(project, run, "a").JsonAsync();

        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/a")).ShouldBe("a");
    }

    [Fact]
    public async Task Nothing_comes_back_into_a_run_that_is_itself_deleted()
    {
        var (project, run) = await RunWithAsync("a");
        await host.Ben.DeleteAsync(File(project, run, "a"), Ct).JsonAsync();
        await host.Ben.PostAsync(project, "runs/delete", new { run_id = run });

        (await RestoreAsync(project, run, "a").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("Restore it");
    }

    private static string Api(string project, string run) => ArtifactCalls.OwnApi(project, run);

    private static string File(string project, string run, string path) => ArtifactCalls.OwnFile(project, run, path);

    private async Task<(string Project, string Run)> RunWithAsync(params string[] files)
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        foreach (var file in files)
        {
            await host.Ben.PutAsync(File(project, run, file), new StringContent(file), Ct).JsonAsync();
        }

        return (project, run);
    }

    private async Task<JsonArray> TrashAsync(string project, string run) => (await host.Ben.GetAsync($"{Api(project, run)}/trash", Ct).JsonAsync()).AsArray();

    private Task<HttpResponseMessage> RestoreAsync(string project, string run, string path, long? deletedAt = null) =>
        host.Ben.SendAsync(HttpMethod.Post, $"{Api(project, run)}/restorations", new { path, deletedAt });
}
