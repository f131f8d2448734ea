using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactTests(SlipwayHost host)
{
    [Fact]
    public async Task A_file_comes_back_as_it_was_sent()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);

        (await host.Ben.PutFileAsync(project, $"{folder}/model/weights.bin", content, "application/octet-stream").JsonAsync()).ToJsonString().ShouldBe("{}");
        using var answer = await host.Ben.GetFileAsync(project, $"{folder}/model/weights.bin");

        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(content);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileName.ShouldBe("weights.bin");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Theory]
    [InlineData("a b.txt")]
    [InlineData("images/img+step+3+timestamp+1795462727068+38b4b01b.png")]
    [InlineData("übung/ё/日本.txt")]
    [InlineData("100%/a%20b.txt")]
    [InlineData("a&b=c;d,e'f(g)!.txt")]
    [InlineData("what?.txt")]
    [InlineData("images/train#loss+step+1.png")]
    [InlineData("...")]
    public async Task Any_ordinary_name_is_kept(string name)
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/{name}", name).ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ben.ReadFileAsync(project, $"{folder}/{name}")).ShouldBe(name);
        var (parent, last) = ($"{folder}/{name}"[..$"{folder}/{name}".LastIndexOf('/')], name.Split('/')[^1]);
        (await host.Ben.ListFilesAsync(project, parent)).Files().ShouldBe([$"{last}:{System.Text.Encoding.UTF8.GetByteCount(name)}"]);
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/empty", "").ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ben.ReadFileAsync(project, $"{folder}/empty")).ShouldBe("");
        (await host.Ben.ListFilesAsync(project, folder)).Files().ShouldBe(["empty:0"]);
    }

    [Fact]
    public async Task A_second_file_of_a_name_replaces_the_first()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/a.txt", "first").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.PutFileAsync(project, $"{folder}/a.txt", "the second", "text/csv").ShouldAnswerAsync(HttpStatusCode.OK);

        using var answer = await host.Ben.GetFileAsync(project, $"{folder}/a.txt");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("the second");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await host.Ben.ListFilesAsync(project, folder)).Files().ShouldBe(["a.txt:10"]);
    }

    [Fact]
    public async Task A_part_of_a_file_can_be_asked_for()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/a.txt", "0123456789").ShouldAnswerAsync(HttpStatusCode.OK);

        using var answer = await host.Ben.SendAsync(new HttpRequestMessage(HttpMethod.Get, ArtifactCalls.Address(project, $"{folder}/a.txt")) { Headers = { Range = new RangeHeaderValue(2, 4) } });

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("234");
        answer.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 2-4/10");
    }

    [Theory]
    [InlineData("..%2f..%2fx")]
    [InlineData("%2e%2e%2fx")]
    [InlineData("a/%252e%252e/x")]
    [InlineData("a%5c..%5cx")]
    [InlineData("C:/x")]
    [InlineData("a%0ab")]
    public async Task No_path_leaves_its_folder(string path)
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        var address = $"{project}/api/2.0/mlflow-artifacts/artifacts/{folder}/{path}";
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Get, HttpMethod.Delete })
        {
            using var answer = await host.Ben.SendAsync(new HttpRequestMessage(method, address) { Content = method == HttpMethod.Put ? new StringContent("x") : null });
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
        }

        await host.Ben.GetAsync($"{project}/api/2.0/mlflow-artifacts/artifacts?path={path}").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ben.GetAsync($"{project}/get-artifact?run_id={folder.Split('/')[1]}&path={path}").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.ListFilesAsync(project, "")).Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_path_below_a_run_does_not_reach_another_run()
    {
        var project = await host.NewProjectAsync();
        var (one, other) = (await host.Ben.NewRunAsync(project), await host.Ben.NewRunAsync(project));
        await host.Ben.PutFileAsync(project, $"0/{other}/artifacts/secret.txt", "x").ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ben.GetAsync($"{project}/get-artifact?run_id={one}&path=../../{other}/artifacts/secret.txt").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.ReadAsync(project, $"artifacts/list?run_id={one}&path=..", HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task Files_go_only_where_a_run_a_model_or_a_trace_keeps_them()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var model = (await host.Ben.PostAsync(project, "logged-models", new { experiment_id = "0", name = "m" }))["model"]!["info"]!.Text("model_id");

        await host.Ben.PutFileAsync(project, $"0/models/{model}/artifacts/MLmodel", "x").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.PutFileAsync(project, "0/traces/tr-1/artifacts/traces.json", "x").ShouldAnswerAsync(HttpStatusCode.OK);
        foreach (var unknown in new[] { $"0/{new string('0', 32)}/artifacts/a", "0/models/m-1/artifacts/a", $"77/{run}/artifacts/a", "somewhere/else", "a" })
        {
            (await host.Ben.PutFileAsync(project, unknown, "x").JsonAsync(HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        }

        await host.Ben.PutFileAsync(project, $"0/{run}/artifacts", "x").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.ListFilesAsync(project, "0")).Files().ShouldBe(["models/", "traces/"]);
    }

    [Fact]
    public async Task An_experiment_may_keep_its_files_in_a_folder_of_its_own_name()
    {
        var project = await host.NewProjectAsync();
        var experiment = (await host.Ben.PostAsync(project, "experiments/create", new { name = "e", artifact_location = "mlflow-artifacts:/team/vision" })).Text("experiment_id");
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = experiment }))["run"]!["info"]!;

        await host.Ben.PutFileAsync(project, run.Text("artifact_uri")["mlflow-artifacts:/".Length..] + "/a.txt", "x").ShouldAnswerAsync(HttpStatusCode.OK);
        var listed = await host.Ben.ReadAsync(project, $"artifacts/list?run_id={run.Text("run_id")}");
        listed.Files().ShouldBe(["a.txt:1"]);
        listed.Text("root_uri").ShouldBe(run.Text("artifact_uri"));
        await host.Ben.PutFileAsync(project, "team/vision/0/artifacts/a", "x").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deleted_run_takes_no_files_but_shows_those_it_has()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        await host.Ben.PutFileAsync(project, $"0/{run}/artifacts/a", "x").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.PostAsync(project, "runs/delete", new { run_id = run });

        var refused = await host.Ben.PutFileAsync(project, $"0/{run}/artifacts/a", "y").JsonAsync(HttpStatusCode.BadRequest);
        refused.Text("message").ShouldContain("must be in the 'active' state");
        (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/a")).ShouldBe("x");
    }

    [Fact]
    public async Task A_file_is_no_folder_and_a_folder_no_file()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/a/b.txt", "x").ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ben.PutFileAsync(project, $"{folder}/a", "x").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await host.Ben.PutFileAsync(project, $"{folder}/a/b.txt/c", "x").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.GetFileAsync(project, $"{folder}/a")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deleting_a_folder_deletes_what_is_in_it_and_nothing_else()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        foreach (var name in new[] { "a/1", "a/b/2", "a-b", "a0", "ab/3" })
        {
            await host.Ben.PutFileAsync(project, $"{folder}/{name}", "x").ShouldAnswerAsync(HttpStatusCode.OK);
        }

        for (var time = 0; time < 2; time++)
        {
            await host.Ben.DeleteAsync(ArtifactCalls.Address(project, $"{folder}/a")).ShouldAnswerAsync(HttpStatusCode.OK);
        }

        (await host.Ben.ListFilesAsync(project, folder)).Files().ShouldBe(["a-b:1", "a0:1", "ab/"]);
        await host.Ben.DeleteAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/").ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Globex_cannot_see_or_touch_a_file_of_Acme()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        var path = $"0/{run}/artifacts/a.txt";
        await host.Ben.PutFileAsync(project, path, "x").ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Gus.GetFileAsync(project, path).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.PutFileAsync(project, path, "y").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.DeleteAsync(ArtifactCalls.Address(project, path)).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{project}/api/2.0/mlflow-artifacts/artifacts?path=0").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{project}/get-artifact?run_id={run}&path=a.txt").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/globex/turbines/get-artifact?run_id={run}&path=a.txt").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.PutFileAsync("/globex/turbines", path, "y").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Nobody.GetFileAsync(project, path).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        (await host.Ben.ReadFileAsync(project, path)).ShouldBe("x");
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_write()
    {
        const string Vision = "/acme/vision";
        var folder = await host.Ada.NewRunFolderAsync(Vision);
        await host.Ada.PutFileAsync(Vision, $"{folder}/a.txt", "x").ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Vera.ReadFileAsync(Vision, $"{folder}/a.txt")).ShouldBe("x");
        await host.Vera.PutFileAsync(Vision, $"{folder}/a.txt", "y").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Vera.DeleteAsync(ArtifactCalls.Address(Vision, $"{folder}/a.txt")).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Vera.SendAsync(HttpMethod.Post, $"{Vision}/api/2.0/mlflow-artifacts/mpu/create/{folder}", new { path = "a", num_parts = 1 }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }
}
