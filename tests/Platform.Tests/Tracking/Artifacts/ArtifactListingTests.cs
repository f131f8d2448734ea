using System.Net;
using System.Text;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactListingTests(SlipwayHost host)
{
    [Fact]
    public async Task A_folder_shows_its_files_with_sizes_and_its_folders()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        foreach (var (name, content) in new[] { ("c.json", "{}"), ("d/f.txt", "ab"), ("d/s/g.txt", "a"), ("d-2/x", "abc") })
        {
            await host.Ben.PutFileAsync(project, $"0/{run}/artifacts/{name}", content).ShouldAnswerAsync(HttpStatusCode.OK);
        }

        (await host.Ben.ListFilesAsync(project, $"0/{run}/artifacts")).Files().ShouldBe(["c.json:2", "d-2/", "d/"]);
        (await host.Ben.ListFilesAsync(project, $"0/{run}/artifacts/d")).Files().ShouldBe(["f.txt:2", "s/"]);
        (await host.Ben.ListFilesAsync(project, $"0/{run}/artifacts/c.json")).ToJsonString().ShouldBe("{}");
        (await host.Ben.ListFilesAsync(project, "nowhere")).ToJsonString().ShouldBe("{}");

        var listed = await host.Ben.ReadAsync(project, $"artifacts/list?run_id={run}&path=d");
        listed.Text("root_uri").ShouldBe($"mlflow-artifacts:/0/{run}/artifacts");
        listed.Files().ShouldBe(["d/f.txt:2", "d/s/"]);
        (await host.Ben.ReadAsync(project, "artifacts/list?run_id=nope", HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task A_long_listing_is_complete_and_leaps_over_what_is_in_folders()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var expected = new List<string>();
        for (var i = 0; i < 1_100; i++)
        {
            expected.Add($"f{i:D4}:1");
        }

        for (var i = 0; i < 3; i++)
        {
            expected.Add($"g{i}/");
        }

        var names = expected.Where(entry => entry.EndsWith(":1", StringComparison.Ordinal)).Select(entry => entry[..^2])
            .Concat(Enumerable.Range(0, 3).SelectMany(folder => Enumerable.Range(0, 300).Select(i => $"g{folder}/{i:D4}")));
        await Parallel.ForEachAsync(names, async (name, _) => await host.Ben.PutFileAsync(project, $"0/{run}/artifacts/{name}", "x").ShouldAnswerAsync(HttpStatusCode.OK));

        (await host.Ben.ListFilesAsync(project, $"0/{run}/artifacts")).Files().ShouldBe(expected);
    }

    [Fact]
    public async Task A_logged_models_files_are_listed_and_read_by_its_id()
    {
        var project = await host.NewProjectAsync();
        var model = (await host.Ben.PostAsync(project, "logged-models", new { experiment_id = "0", name = "m" }))["model"]!["info"]!.Text("model_id");
        await host.Ben.PutFileAsync(project, $"0/models/{model}/artifacts/data/MLmodel", "flavors").ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ben.ReadAsync(project, $"logged-models/{model}/artifacts/directories")).Files().ShouldBe(["data/"]);
        (await host.Ben.ReadAsync(project, $"logged-models/{model}/artifacts/directories?artifact_directory_path=data")).Files().ShouldBe(["data/MLmodel:7"]);
        var file = await host.Ben.GetStringAsync(new Uri($"{project}/ajax-api/2.0/mlflow/logged-models/{model}/artifacts/files?artifact_file_path=data/MLmodel", UriKind.Relative), TestContext.Current.CancellationToken);
        file.ShouldBe("flavors");
    }

    [Fact]
    public async Task A_browser_uploads_and_reads_by_run()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var upload = $"{project}/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run}&path=images/a%20b.txt";
        await host.Ben.PostAsync(upload, new StringContent("seen", Encoding.UTF8, "text/plain")).ShouldAnswerAsync(HttpStatusCode.OK);

        using var answer = await host.Ben.GetAsync($"{project}/get-artifact?run_uuid={run}&path=images/a%20b.txt", TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("seen");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        await host.Ben.PostAsync(upload, new ByteArrayContent(new byte[(10 << 20) + 1])).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ben.GetAsync($"{project}/get-artifact?run_id={run}&path=images").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }
}
