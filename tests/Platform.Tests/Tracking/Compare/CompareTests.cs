using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Compare;

/// <summary>Runs beside one another, and what of them differs.</summary>
public sealed class CompareTests(SlipwayHost host)
{
    private static readonly string Nowhere = new('0', 32);

    [Fact]
    public async Task It_says_what_two_runs_have_in_common_and_what_differs()
    {
        var project = await host.NewProjectAsync();
        var first = await RunAsync(project, "first", ("lr", "0.1"), ("seed", "7"));
        var second = await RunAsync(project, "second", ("lr", "0.2"), ("seed", "7"), ("depth", "3"));
        await host.Ben.LogAsync(project, first, "val/loss", [new(1, 1, 0.5), new(2, 2, 0.25)]);
        await host.Ben.LogAsync(project, second, "val/loss", [new(1, 1, 0.5)]);
        await host.Ben.LogAsync(project, second, "custom", [new(1, 1, double.NaN)]);

        var compared = await CompareAsync(host.Ben, project, first, second);

        compared["runs"]!.AsArray().Select(run => run!.Text("name")).ShouldBe(["first", "second"]);
        Rows(compared, "params").ShouldBe(["depth: null | 3 differs", "lr: 0.1 | 0.2 differs", "seed: 7 | 7"]);
        Rows(compared, "tags").ShouldBe(["team: vision | vision"]);
        Rows(compared, "attributes").ShouldContain("Experiment: Default | Default");
        var (custom, loss) = (compared["metrics"]![0]!, compared["metrics"]![1]!);
        custom["values"]![1]!.Text("latest").ShouldBe("NaN");
        custom["values"]![0].ShouldBeNull();
        custom["lowerIsBetter"].ShouldBeNull();
        loss["lowerIsBetter"]!.GetValue<bool>().ShouldBeTrue();
        loss["differs"]!.GetValue<bool>().ShouldBeTrue();
        loss["values"]![0]!["latest"]!.GetValue<double>().ShouldBe(0.25);
        loss["values"]![0]!["max"]!.GetValue<double>().ShouldBe(0.5);
    }

    [Fact]
    public async Task Runs_come_in_the_order_in_which_they_are_named_and_each_once()
    {
        var project = await host.NewProjectAsync();
        var (first, second) = (await RunAsync(project, "first"), await RunAsync(project, "second"));

        (await CompareAsync(host.Ben, project, second, first, second))["runs"]!.AsArray().Select(run => run!.Text("name")).ShouldBe(["second", "first"]);
    }

    [Fact]
    public async Task A_run_that_is_elsewhere_or_nowhere_is_not_found_and_the_rest_is_compared()
    {
        var (project, other) = (await host.NewProjectAsync(), await host.NewProjectAsync());
        var here = await RunAsync(project, "here");
        var elsewhere = await RunAsync(other, "elsewhere");

        var compared = await CompareAsync(host.Ben, project, here, elsewhere, Nowhere, "no-id");

        compared["runs"]!.AsArray().Select(run => run!.Text("name")).ShouldBe(["here"]);
        compared["notFound"]!.AsArray().Select(id => id!.GetValue<string>()).ShouldBe([elsewhere, Nowhere, "no-id"]);
        compared.ToJsonString().ShouldNotContain("\"elsewhere\"");
        var files = await host.Ben.GetAsync($"{Address(project)}/artifacts?runs={here},{elsewhere}").JsonAsync();
        files["notFound"]!.AsArray().Select(id => id!.GetValue<string>()).ShouldBe([elsewhere]);
    }

    [Fact]
    public async Task Globex_cannot_compare_a_run_of_Acme_here_or_at_home()
    {
        var project = await host.NewProjectAsync();
        var run = await RunAsync(project, "secret");

        foreach (var part in new[] { "", "/artifacts", "/history.csv" })
        {
            await host.Gus.GetAsync($"{Address(project)}{part}?runs={run}&key=loss").ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        var home = await host.Gus.GetAsync($"/api/v1/organizations/{DemoWorld.Globex}/projects/turbines/comparison?runs={run}").JsonAsync();
        home["runs"]!.AsArray().ShouldBeEmpty();
        home["notFound"]!.AsArray().Count.ShouldBe(1);
        await host.Gus.GetAsync($"/api/v1/organizations/{DemoWorld.Globex}/projects/turbines/comparison/history.csv?runs={run}&key=loss").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task Fewer_than_one_and_more_than_ten_are_refused_with_a_sentence(int count)
    {
        var ids = string.Join(',', Enumerable.Range(0, count).Select(i => i.ToString("x32", CultureInfo.InvariantCulture)));

        (await host.Ben.GetAsync($"{Address("/acme/vision")}?runs={ids},").RefusalAsync(HttpStatusCode.BadRequest)).ShouldEndWith(".");
    }

    [Fact]
    public async Task Files_are_compared_by_their_bytes()
    {
        var project = await host.NewProjectAsync();
        var (first, second) = (await RunAsync(project, "first"), await RunAsync(project, "second"));
        await WriteAsync(project, first, "model/MLmodel", "a");
        await WriteAsync(project, second, "model/MLmodel", "b");
        await WriteAsync(project, first, "notes.txt", "same");
        await WriteAsync(project, second, "notes.txt", "same");
        await WriteAsync(project, second, "only.txt", "b");

        var compared = await host.Ben.GetAsync($"{Address(project)}/artifacts?runs={first},{second}").JsonAsync();

        compared["files"]!.AsArray().Select(file => $"{file!.Text("path")} {(file!["differs"]!.GetValue<bool>() ? "differs" : "same")}").ShouldBe(["model/MLmodel differs", "notes.txt same", "only.txt differs"]);
        compared["files"]![2]!["values"]![0].ShouldBeNull();
        compared["files"]![1]!["values"]![0]!.Text("digest").ShouldBe(compared["files"]![1]!["values"]![1]!.Text("digest"));
    }

    [Fact]
    public async Task Every_point_of_the_named_metric_is_in_the_download()
    {
        var project = await host.NewProjectAsync();
        var (first, second) = (await RunAsync(project, "=1+1"), await RunAsync(project, "a \"b\", c"));
        await host.Ben.LogAsync(project, first, "loss", Enumerable.Range(0, 5_000).Select(step => new Point(step, 10 + step, step / 3.0)));
        await host.Ben.LogAsync(project, second, "loss", [new(1, 5, double.NaN), new(2, 6, double.PositiveInfinity)]);

        using var answer = await host.Ben.GetAsync($"{Address(project)}/history.csv?runs={first},{second},{Nowhere}&key=loss");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("loss.csv");
        lines.Length.ShouldBe(1 + 5_000 + 2);
        lines[0].ShouldBe("run_id,run_name,step,timestamp,value");
        lines[2].ShouldBe($"{first},'=1+1,1,11,{1 / 3.0:R}");
        lines[^2].ShouldBe($"{second},\"a \"\"b\"\", c\",1,5,NaN");
        lines[^1].ShouldEndWith(",2,6,Infinity");
    }

    [Fact]
    public async Task A_metric_without_points_is_a_download_of_its_header()
    {
        var project = await host.NewProjectAsync();

        (await host.Ben.GetStringAsync($"{Address(project)}/history.csv?runs={await RunAsync(project, "empty")}&key=loss")).ShouldBe("run_id,run_name,step,timestamp,value\n");
    }

    private static string Address(string project) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/comparison";

    private static async Task<JsonNode> CompareAsync(HttpClient client, string project, params string[] runs) => await client.GetAsync($"{Address(project)}?runs={string.Join(',', runs)}").JsonAsync();

    private static IEnumerable<string> Rows(JsonNode compared, string part) => compared[part]!.AsArray().Select(row =>
        $"{row!.Text("name")}: {string.Join(" | ", row!["values"]!.AsArray().Select(value => value?.GetValue<string>() ?? "null"))}{(row!["differs"]!.GetValue<bool>() ? " differs" : "")}");

    private async Task<string> RunAsync(string project, string name, params (string Key, string Value)[] values)
    {
        var tags = new[] { new { key = "team", value = "vision" }, new { key = "mlflow.source.name", value = "train.py" } };
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = name, tags }))["run"]!["info"]!.Text("run_id");
        await host.Ben.PostAsync(project, "runs/log-batch", new { run_id = run, @params = values.Select(value => new { key = value.Key, value = value.Value }) });
        return run;
    }

    private async Task WriteAsync(string project, string run, string path, string text)
    {
        using var answer = await host.Ben.PutAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{path}", new StringContent(text));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
