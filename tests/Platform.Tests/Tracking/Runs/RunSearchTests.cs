using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunSearchTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static readonly (string Filter, Func<StoredRun, bool> Holds)[] Filters =
    [
        ("", _ => true),
        ("metrics.loss < 0.3", run => Metric(run, "loss") < 0.3),
        ("metrics.loss >= 0.3 and metrics.loss != 0.5", run => Metric(run, "loss") is >= 0.3 and not 0.5),
        ("metrics.acc > 0.98", run => Metric(run, "acc") > 0.98),
        ("params.model = 'cnn'", run => Param(run, "model") == "cnn"),
        ("params.model != 'cnn'", run => Param(run, "model") is { } model && model != "cnn"),
        ("params.model LIKE 'r%'", run => Param(run, "model")?.StartsWith('r') is true),
        ("params.model ILIKE 'R%'", run => Param(run, "model")?.StartsWith('r') is true),
        ("params.model IS NULL", run => Param(run, "model") is null),
        ("params.rare = 'yes' AND metrics.loss < 0.9", run => Param(run, "rare") is "yes" && Metric(run, "loss") < 0.9),
        ("tags.`team name` = \"blue\"", run => run.Tags.GetValueOrDefault("team name") is "blue"),
        ("attributes.status = 'FAILED'", run => run.Status is RunStatus.Failed),
        ("status = 'failed'", _ => false),
        ("start_time > 1000150", run => run.StartTime > 1000150),
        ("attributes.run_name LIKE '%7'", run => run.Name.EndsWith('7')),
        ("metrics.loss < 0.6 AND params.model = 'cnn' AND tags.`team name` != 'red'", run =>
            Metric(run, "loss") < 0.6 && Param(run, "model") is "cnn" && run.Tags.GetValueOrDefault("team name") is { } team && team != "red"),
    ];

    private static readonly (string[] Clauses, Func<IEnumerable<StoredRun>, IOrderedEnumerable<StoredRun>> Sort)[] Orders =
    [
        ([], runs => runs.OrderBy(_ => 0)),
        (["metrics.loss ASC"], runs => runs.OrderBy(run => Rank(run, "loss")).ThenBy(run => Number(run, "loss"))),
        (["metrics.loss DESC"], runs => runs.OrderBy(run => Rank(run, "loss")).ThenByDescending(run => Number(run, "loss"))),
        (["params.model"], runs => runs.OrderBy(run => Param(run, "model") is null).ThenBy(run => Param(run, "model"), StringComparer.Ordinal)),
        (["params.model DESC", "metrics.acc ASC"], runs => runs.OrderBy(run => Param(run, "model") is null).ThenByDescending(run => Param(run, "model"), StringComparer.Ordinal)
            .ThenBy(run => Rank(run, "acc")).ThenBy(run => Number(run, "acc"))),
        (["attributes.end_time DESC"], runs => runs.OrderBy(run => run.EndTime is null).ThenByDescending(run => run.EndTime)),
        (["status", "start_time ASC"], runs => runs.OrderBy(run => run.Status.ToString().ToUpperInvariant(), StringComparer.Ordinal).ThenBy(run => run.StartTime)),
        (["tags.`team name` DESC", "attribute.run_id DESC"], runs => runs.OrderBy(run => !run.Tags.ContainsKey("team name"))
            .ThenByDescending(run => run.Tags.GetValueOrDefault("team name"), StringComparer.Ordinal)),
    ];

    [Fact]
    public async Task Every_filter_in_every_order_answers_what_a_plain_reading_of_all_runs_would_page_by_page()
    {
        var project = await host.NewProjectAsync();
        var id = await host.Ben.NewExperimentAsync(project, "search");
        var runs = Generate(300, new Random(7)).ToList();
        await new StoredRuns(host.Services).AddAsync(project, long.Parse(id, CultureInfo.InvariantCulture), runs, Ct);
        var client = host.Ben;

        foreach (var (filter, holds) in Filters)
        {
            foreach (var (clauses, sort) in Orders)
            {
                var wanted = sort(runs.Where(run => !run.Deleted && holds(run)));
                wanted = clauses.Any(clause => clause.Contains("run_id", StringComparison.Ordinal))
                    ? wanted.ThenByDescending(run => run.RunId, StringComparer.Ordinal)
                    : wanted.ThenByDescending(run => run.StartTime).ThenBy(run => run.RunId, StringComparer.Ordinal);

                (await AllPagesAsync(client, project, new { experiment_ids = new[] { id }, filter, order_by = clauses, max_results = 37 }))
                    .ShouldBe(wanted.Select(run => run.RunId), $"{filter} ordered by {string.Join(", ", clauses)}");
            }
        }
    }

    [Fact]
    public async Task NaN_comes_after_numbers_and_before_runs_without_the_metric_in_both_directions()
    {
        var project = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(project, 0, [One("a", 1), One("b", double.NaN), One("c", null), One("d", -2)], Ct);

        (await NamesAsync("metrics.m ASC")).ShouldBe(["d", "a", "b", "c"]);
        (await NamesAsync("metrics.m DESC")).ShouldBe(["a", "d", "b", "c"]);

        async Task<IEnumerable<string>> NamesAsync(string order) =>
            (await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { "0" }, order_by = new[] { order } }))["runs"]!.AsArray().Select(run => run!["info"]!.Text("run_name"));
        StoredRun One(string name, double? value) =>
            new(Guid.NewGuid().ToString("N"), 1, value is { } m ? new() { ["m"] = m } : new Dictionary<string, double>(), new Dictionary<string, string>(), new Dictionary<string, string>(), Name: name);
    }

    [Fact]
    public async Task A_found_run_has_all_that_was_logged_to_it()
    {
        var project = await host.NewProjectAsync();
        var run = Generate(1, new Random(3)).Single() with { Deleted = false };
        await new StoredRuns(host.Services).AddAsync(project, 0, [run], Ct);

        var found = (await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { "0" } }))["runs"]!.AsArray().Single()!;
        var got = (await host.Ben.ReadAsync(project, $"runs/get?run_id={run.RunId}"))["run"]!;

        found.ToJsonString().ShouldBe(got.ToJsonString());
        got["data"]!["params"]?.AsArray().Count.ShouldBe(run.Params.Count);
        got["data"]!["metrics"]?.AsArray().Count.ShouldBe(run.Metrics.Count);
        got["info"]!.Text("artifact_uri").ShouldBe($"mlflow-artifacts:/0/{run.RunId}/artifacts");
    }

    [Fact]
    public async Task What_cannot_be_searched_is_refused_with_a_sentence_and_no_hit_is_an_empty_object()
    {
        var project = await host.NewProjectAsync();

        (await Refused(new { experiment_ids = new[] { "0" }, filter = "metrics.a < 1 OR metrics.b < 1" })).ShouldBe("INVALID_PARAMETER_VALUE");
        (await Refused(new { experiment_ids = new[] { "0" }, max_results = 50_001 })).ShouldBe("INVALID_PARAMETER_VALUE");
        (await Refused(new { experiment_ids = new[] { "0" }, max_results = 0 })).ShouldBe("INVALID_PARAMETER_VALUE");
        (await Refused(new { experiment_ids = new[] { "0" }, order_by = new[] { "metrics.a", "metrics.a DESC" } })).ShouldBe("INVALID_PARAMETER_VALUE");
        (await Refused(new { experiment_ids = new[] { "0" }, page_token = "?" })).ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.PostAsync(project, "runs/search", new { experiment_ids = new[] { "0", "77" } })).ToJsonString().ShouldBe("{}");
        (await host.Ben.PostAsync(project, "runs/search", new { })).ToJsonString().ShouldBe("{}");

        async Task<string> Refused(object body) => (await host.Ben.PostAsync(project, "runs/search", body, HttpStatusCode.BadRequest)).Code();
    }

    [Fact]
    public async Task Globex_finds_no_run_of_Acme_by_any_way()
    {
        var project = await host.NewProjectAsync();
        var run = Generate(1, new Random(5)).Single() with { Deleted = false };
        await new StoredRuns(host.Services).AddAsync(project, 0, [run], Ct);

        await host.Gus.ReadAsync(project, $"runs/get?run_id={run.RunId}", HttpStatusCode.NotFound);
        await host.Gus.PostAsync(project, "runs/search", new { experiment_ids = new[] { "0" } }, HttpStatusCode.NotFound);
        await host.Gus.ReadAsync("/globex/turbines", $"runs/get?run_id={run.RunId}", HttpStatusCode.NotFound);
        await host.Ada.ReadAsync(await host.NewProjectAsync(), $"runs/get?run_id={run.RunId}", HttpStatusCode.NotFound);
    }

    private static async Task<List<string>> AllPagesAsync(HttpClient client, string project, object search)
    {
        List<string> ids = [];
        var body = System.Text.Json.JsonSerializer.SerializeToNode(search)!;
        while (true)
        {
            var page = await client.PostAsync(project, "runs/search", body);
            ids.AddRange(page["runs"]?.AsArray().Select(run => run!["info"]!.Text("run_id")) ?? []);
            if (page["next_page_token"] is not JsonValue token)
            {
                return ids;
            }

            body["page_token"] = token.GetValue<string>();
        }
    }

    private static IEnumerable<StoredRun> Generate(int count, Random random)
    {
        for (var i = 0; i < count; i++)
        {
            Dictionary<string, double> metrics = [];
            Dictionary<string, string> parameters = [];
            Dictionary<string, string> tags = [];
            if (random.Next(5) > 0)
            {
                metrics["loss"] = random.Next(20) / 20d;
            }

            if (random.Next(3) > 0)
            {
                metrics["acc"] = random.NextDouble();
            }

            if (random.Next(6) > 0)
            {
                parameters["model"] = random.Next(3) switch { 0 => "cnn", 1 => "rnn", _ => new string('x', 99) + random.Next(3).ToString("D3", CultureInfo.InvariantCulture) };
            }

            if (random.Next(50) == 0)
            {
                parameters["rare"] = "yes";
            }

            if (random.Next(2) == 0)
            {
                tags["team name"] = random.Next(2) == 0 ? "red" : "blue";
            }

            yield return new(
                Guid.NewGuid().ToString("N"), 1_000_000 + random.Next(300), metrics, parameters, tags,
                (RunStatus)random.Next(1, 6), random.Next(2) == 0 ? null : 2_000_000 + random.Next(100), random.Next(10) == 0, $"run-{i}");
        }
    }

    private static double Metric(StoredRun run, string key) => run.Metrics.TryGetValue(key, out var value) ? value : double.NaN;

    private static string? Param(StoredRun run, string key) => run.Params.GetValueOrDefault(key);

    private static int Rank(StoredRun run, string key) => run.Metrics.ContainsKey(key) ? 0 : 2;

    private static double Number(StoredRun run, string key) => run.Metrics.GetValueOrDefault(key);
}
