using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

/// <summary>Runs in the plural, through our own API.</summary>
public sealed class RunListTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly StoredRun[] _some =
    [
        Run(1, 0.5, "cnn"), Run(2, double.NaN, "=cmd|' /C calc'!A0"), Run(3, -0.25, "-0.5"), Run(4, null, "a,\"b\"\r\nc"), Run(5, 0.1, "vit") with { Deleted = true },
    ];

    [Fact]
    public async Task A_page_tells_what_was_asked_for_and_where_the_next_one_begins()
    {
        var api = await NewAsync(_some);

        var first = await Read(api, "runs?filter=metrics.loss%20IS%20NOT%20NULL&limit=2&columns=m.loss&order=metrics.loss%20ASC");
        var second = await Read(api, $"runs?filter=metrics.loss%20IS%20NOT%20NULL&limit=2&columns=m.loss&order=metrics.loss%20ASC&pageToken={first.Text("nextPageToken")}");

        Names(first).ShouldBe(["run-3", "run-1"]);
        Names(second).ShouldBe(["run-2"]);
        second["nextPageToken"].ShouldBeNull();
        first["runs"]![0]!["metrics"]![0]!["value"]!.GetValue<double>().ShouldBe(-0.25);
        second["runs"]![0]!["metrics"]![0]!["value"]!.GetValue<string>().ShouldBe("NaN");
        first["runs"]![0]!["params"]!.AsArray().ShouldBeEmpty();
        first["runs"]![0]!.Text("status").ShouldBe("finished");
        Names(await Read(api, "runs?view=deleted&experiment=0")).ShouldBe(["run-5"]);
        Names(await Read(api, "runs?experiment=99")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_with_a_sentence()
    {
        var api = await NewAsync([]);

        (await host.Ben.GetAsync($"{api}/runs?filter=metrics.a", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("no operator");
        (await host.Ben.GetAsync($"{api}/runs?columns=x.a", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("'x.a' names no column");
        (await host.Ben.GetAsync($"{api}/runs?view=gone", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("active, deleted or all");
        (await host.Ben.GetAsync($"{api}/runs?limit=1001", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("1 to 1000");
        (await host.Ben.GetAsync($"{api}/runs.csv?filter=a%20OR", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("Invalid attribute key 'a'");
        (await host.Ben.SendAsync(HttpMethod.Patch, $"{api}/runs", new { runs = new { filter = "" }, change = new { } }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("says nothing");
    }

    [Theory]
    [InlineData("mlflow.source.name", "set by client libraries")]
    [InlineData("slipway.anything", "set by client libraries")]
    [InlineData("mlflow.runName", "is the run's name")]
    [InlineData("mlflow.note.content", "is the run's note")]
    public async Task Tags_that_are_not_a_persons_on_one_run_are_not_on_many(string key, string sentence)
    {
        var api = await NewAsync(_some);

        (await RefusedAsync(new { setTags = new[] { new { key, value = "x" } } })).ShouldContain(sentence);
        (await RefusedAsync(new { removeTags = new[] { key } })).ShouldContain(sentence);

        Task<string> RefusedAsync(object change) => host.Ben.SendAsync(HttpMethod.Patch, $"{api}/runs", new { runs = new { filter = "" }, change }).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_table_has_a_line_for_each_run_that_is_found_and_no_cell_that_a_spreadsheet_would_run()
    {
        var api = await NewAsync(_some);

        using var answer = await host.Ben.GetAsync($"{api}/runs.csv?columns=a.run_name,m.loss,p.model&order=attributes.start_time%20ASC", Ct);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldEndWith("-runs.csv");
        var text = await answer.Content.ReadAsStringAsync(Ct);
        text.ShouldBe(string.Concat(
            "run_id,run_name,metrics.loss,params.model\r\n",
            $"{_some[0].RunId},run-1,0.5,cnn\r\n",
            $"{_some[1].RunId},run-2,NaN,'=cmd|' /C calc'!A0\r\n",
            $"{_some[2].RunId},run-3,-0.25,-0.5\r\n",
            $"{_some[3].RunId},run-4,,\"a,\"\"b\"\"\r\nc\"\r\n"));
    }

    [Fact]
    public async Task A_table_without_chosen_columns_has_all_that_runs_log_to_over_many_pages()
    {
        var api = await NewAsync(Enumerable.Range(0, 1_203).Select(i => Run(i, i, "m") with { Tags = new Dictionary<string, string> { [i == 700 ? "only here" : "team"] = "red" } }));

        using var answer = await host.Ben.GetAsync($"{api}/runs.csv", Ct);

        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1_204);
        lines[0].ShouldBe("run_id,run_name,experiment_id,status,start_time,end_time,duration,user_id,metrics.loss,params.model,tags.only here,tags.team");
        lines[1].ShouldContain(",run-1202,0,FINISHED,1970-01-01T00:16:41.202Z,1970-01-01T00:16:42.202Z,1,ada,1202,m,,red");
    }

    [Fact]
    public async Task All_runs_that_a_filter_finds_are_changed_but_for_those_left_out_and_doing_it_again_changes_nothing()
    {
        var api = await NewAsync(Enumerable.Range(0, 450).Select(i => Run(i, i, i % 2 == 0 ? "cnn" : "vit")));
        var spared = (await Read(api, "runs?filter=metrics.loss%20%3D%204&columns=m.loss"))["runs"]![0]!.Text("id");
        var even = new { filter = "params.model = 'cnn'", except = new[] { spared } };

        var tagged = await Patch(api, even, new { setTags = new[] { new { key = "keep", value = "yes" } } });
        var again = await Patch(api, even, new { setTags = new[] { new { key = "keep", value = "yes" } } });

        (tagged["changed"]!.GetValue<int>(), tagged["failed"]!.GetValue<int>(), tagged["runs"]!.AsArray().Count).ShouldBe((224, 0, 224));
        again["changed"]!.GetValue<int>().ShouldBe(224);
        Names(await Read(api, "runs?filter=tags.keep%3D'yes'&limit=1000")).Count().ShouldBe(224);

        (await Patch(api, new { filter = "" }, new { removeTags = new[] { "keep" } }))["changed"]!.GetValue<int>().ShouldBe(450);
        Names(await Read(api, "runs?filter=tags.keep%20IS%20NOT%20NULL")).ShouldBeEmpty();

        (await Patch(api, even, new { deleted = true }))["changed"]!.GetValue<int>().ShouldBe(224);
        (await Patch(api, even, new { deleted = true }))["total"]!.GetValue<int>().ShouldBe(0);
        Names(await Read(api, "runs?filter=params.model%3D'cnn'")).ShouldBe(["run-4"]);
        (await Patch(api, new { runs = tagged["runs"] }, new { deleted = false }))["changed"]!.GetValue<int>().ShouldBe(224);
        Names(await Read(api, "runs?filter=params.model%3D'cnn'&limit=1000")).Count().ShouldBe(225);
    }

    [Fact]
    public async Task Progress_is_told_in_batches_and_a_run_that_is_not_there_keeps_no_other_from_being_changed()
    {
        var runs = Enumerable.Range(0, 250).Select(i => Run(i, i, "m")).ToList();
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0, runs, Ct);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, address);
        List<(int Changed, int Failed)> told = [];

        var outcome = await ben.Service<RunChangeService>().ChangeAsync(
            ben.Project, new(new([new string('0', 32), .. runs.Select(run => run.RunId)]), new(Deleted: true)), progress => told.Add((progress.Changed, progress.Failed)), Ct);

        told.ShouldBe([(199, 1), (250, 1)]);
        (outcome.Value.Total, outcome.Value.Changed, outcome.Value.Failed).ShouldBe((251, 250, 1));
        outcome.Value.FirstRefusal!.ShouldContain(new string('0', 32));
    }

    [Fact]
    public async Task Keys_and_values_are_told_for_completion()
    {
        var api = await NewAsync(_some);

        var keys = await Read(api, "runs/keys");
        (keys["metrics"]!.ToJsonString(), keys["params"]!.ToJsonString(), keys["tags"]!.ToJsonString()).ShouldBe(("[\"loss\"]", "[\"model\"]", "[\"team\"]"));
        (await Read(api, "runs/values?field=tags.team"))["values"]!.ToJsonString().ShouldBe("[\"red\"]");
        (await Read(api, "runs/values?field=status"))["values"]!.AsArray().Count.ShouldBe(5);
        (await Read(api, "runs/values?field=metrics.loss"))["values"]!.AsArray().ShouldBeEmpty();
        (await Read(api, "runs/values?field=user_id"))["values"]!.ToJsonString().ShouldBe("[\"ada\"]");
        (await host.Ben.GetAsync($"{api}/runs/values?field=nothing", Ct).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("Invalid attribute key");
    }

    [Fact]
    public async Task Globex_finds_exports_and_changes_no_run_of_Acme()
    {
        var api = await NewAsync(_some);

        foreach (var path in new[] { "runs", "runs.csv", "runs/keys", "runs/values?field=tags.team" })
        {
            await host.Gus.GetAsync($"{api}/{path}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        var trash = new { runs = new { filter = "" }, change = new { deleted = true } };
        await host.Gus.SendAsync(HttpMethod.Patch, $"{api}/runs", trash).ShouldAnswerAsync(HttpStatusCode.NotFound);
        Names(await Read(api, "runs")).Count().ShouldBe(4);
    }

    private async Task<string> NewAsync(IEnumerable<StoredRun> runs)
    {
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0, runs, Ct);
        var slugs = address.Trim('/').Split('/');
        return $"/api/v1/organizations/{slugs[0]}/projects/{slugs[1]}";
    }

    private Task<JsonNode> Read(string api, string path) => host.Ben.GetAsync($"{api}/{path}", Ct).JsonAsync();

    private Task<JsonNode> Patch(string api, object runs, object change) => host.Ben.SendAsync(HttpMethod.Patch, $"{api}/runs", new { runs, change }).JsonAsync();

    private static IEnumerable<string> Names(JsonNode page) => page["runs"]!.AsArray().Select(run => run!["name"]!.GetValue<string>());

    private static StoredRun Run(int i, double? loss, string model) => new(
        $"{Guid.NewGuid():N}", 1_000_000 + i, loss is { } value ? new() { ["loss"] = value } : new Dictionary<string, double>(), new Dictionary<string, string> { ["model"] = model },
        new Dictionary<string, string> { ["team"] = "red" }, EndTime: 1_001_000 + i, Name: FormattableString.Invariant($"run-{i}"));
}
