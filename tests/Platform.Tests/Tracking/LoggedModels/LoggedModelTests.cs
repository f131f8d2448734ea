using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.LoggedModels;

public sealed class LoggedModelTests(SlipwayHost host)
{
    [Fact]
    public async Task A_model_is_pending_until_its_files_are_there_and_keeps_what_was_said_of_it()
    {
        var project = await host.NewProjectAsync();
        var model = await LogAsync(project, new
        {
            experiment_id = "0",
            name = "forest",
            model_type = "sklearn",
            source_run_id = "",
            @params = new[] { new { key = "depth", value = "3" } },
            tags = new[] { new { key = "team", value = "a" } },
        });
        var id = model["info"]!.Text("model_id");

        id.ShouldMatch("^m-[0-9a-f]{32}$");
        model["info"]!.Text("status").ShouldBe("LOGGED_MODEL_PENDING");
        model["info"]!.Text("artifact_uri").ShouldBe($"mlflow-artifacts:/0/models/{id}/artifacts");
        await SendAsync(HttpMethod.Patch, project, id, new { model_id = id, status = 2 });
        await SendAsync(HttpMethod.Patch, project, $"{id}/tags", new { tags = new[] { new { key = "team", value = "b" }, new { key = "a/b", value = "c" } } });
        await SendAsync(HttpMethod.Post, project, $"{id}/params", new { @params = new[] { new { key = "depth", value = "3" }, new { key = "trees", value = "9" } } });
        await SendAsync(HttpMethod.Delete, project, $"{id}/tags/a%2Fb");

        var read = (await host.Ben.ReadAsync(project, $"logged-models/{id}"))["model"]!;
        read["info"]!.Text("status").ShouldBe("LOGGED_MODEL_READY");
        read["info"]!["tags"]!.AsArray().Single()!.Text("value").ShouldBe("b");
        read["data"]!["params"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_param_keeps_its_value_and_a_missing_tag_cannot_be_taken_off()
    {
        var project = await host.NewProjectAsync();
        var id = (await LogAsync(project, new { experiment_id = "0", name = "m", @params = new[] { new { key = "p", value = "1" } } }))["info"]!.Text("model_id");

        (await SendAsync(HttpMethod.Post, project, $"{id}/params", new { @params = new[] { new { key = "p", value = "2" } } }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await SendAsync(HttpMethod.Delete, project, $"{id}/tags/none", null, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.PostAsync(project, "logged-models", new { experiment_id = "0", name = "a/b" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
        (await host.Ben.PostAsync(project, "logged-models", new { experiment_id = "5", name = "x" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task A_deleted_model_is_gone_but_for_those_who_ask_for_deleted_ones()
    {
        var project = await host.NewProjectAsync();
        var id = (await LogAsync(project, new { experiment_id = "0", name = "gone" }))["info"]!.Text("model_id");

        await SendAsync(HttpMethod.Delete, project, id, new { model_id = id });

        await host.Ben.ReadAsync(project, $"logged-models/{id}", HttpStatusCode.NotFound);
        (await host.Ben.ReadAsync(project, $"logged-models/{id}?allow_deleted=True"))["model"]!["info"]!.Text("name").ShouldBe("gone");
        (await host.Ben.PostAsync(project, "logged-models/search", new { experiment_ids = new[] { "0" } })).ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task A_search_filters_orders_and_pages()
    {
        var project = await host.NewProjectAsync();
        foreach (var i in Enumerable.Range(0, 5))
        {
            await LogAsync(project, new { experiment_id = "0", name = $"net-{i}", model_type = i % 2 == 0 ? "even" : "odd", @params = new[] { new { key = "i", value = $"{i}" } } });
        }

        (await NamesAsync(new { filter = "name = 'net-3'" })).ShouldBe(["net-3"]);
        (await NamesAsync(new { filter = "name IN ('net-1', 'net-4') AND params.i != '1'" })).ShouldBe(["net-4"]);
        (await NamesAsync(new { filter = "model_type = 'even' AND status = 'PENDING'", order_by = new[] { new { field_name = "name", ascending = true } } })).ShouldBe(["net-0", "net-2", "net-4"]);
        (await NamesAsync(new { order_by = new[] { new { field_name = "metrics.none", ascending = false } } })).Count.ShouldBe(5);

        async Task<List<string>> NamesAsync(object search)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(search)!;
            (body["experiment_ids"], body["max_results"]) = (new JsonArray("0"), 2);
            List<string> names = [];
            while (true)
            {
                var page = await host.Ben.PostAsync(project, "logged-models/search", body);
                names.AddRange(page["models"]?.AsArray().Select(model => model!["info"]!.Text("name")) ?? []);
                if (page["next_page_token"]?.GetValue<string>() is not { } token)
                {
                    return names;
                }

                body["page_token"] = token;
            }
        }
    }

    [Fact]
    public async Task A_run_shows_the_models_that_it_made_and_used()
    {
        var project = await host.NewProjectAsync();
        var made = (await LogAsync(project, new { experiment_id = "0", name = "made" }))["info"]!.Text("model_id");
        var used = (await LogAsync(project, new { experiment_id = "0", name = "used" }))["info"]!.Text("model_id");
        var run = new StoredRun(Guid.NewGuid().ToString("N"), 1, new Dictionary<string, double>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        await new StoredRuns(host.Services).AddAsync(project, 0, [run], TestContext.Current.CancellationToken);

        await host.Ben.PostAsync(project, "runs/outputs", new { run_id = run.RunId, models = new[] { new { model_id = made, step = "3" } } });
        await host.Ben.PostAsync(project, "runs/log-inputs", new { run_id = run.RunId, models = new[] { new { model_id = used } } });

        var read = (await host.Ben.ReadAsync(project, $"runs/get?run_uuid={run.RunId}"))["run"]!;
        read["outputs"]!["model_outputs"]!.ToJsonString().ShouldBe($"[{{\"model_id\":\"{made}\",\"step\":3}}]");
        read["inputs"]!["model_inputs"]!.ToJsonString().ShouldBe($"[{{\"model_id\":\"{used}\"}}]");
    }

    [Fact]
    public async Task The_latest_value_measured_of_a_model_is_shown_searched_and_ordered_by()
    {
        var project = await host.NewProjectAsync();
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");
        var good = (await LogAsync(project, new { experiment_id = "0", name = "good" }))["info"]!.Text("model_id");
        var poor = (await LogAsync(project, new { experiment_id = "0", name = "poor" }))["info"]!.Text("model_id");

        await MeasureAsync(good, 0.5, step: 2, "d1");
        await MeasureAsync(good, 0.9, step: 3, "d1");
        await MeasureAsync(good, 0.7, step: 1, "d1");
        await MeasureAsync(poor, 0.6, step: 9, "d2");
        await host.Ben.PostAsync(project, "runs/log-metric", new { run_id = run, key = "f1", value = "0.25", timestamp = "7", model_id = poor });

        var metric = (await host.Ben.ReadAsync(project, $"logged-models/{good}"))["model"]!["data"]!["metrics"]!.AsArray().Single()!;
        metric["value"]!.GetValue<double>().ShouldBe(0.9);
        metric.Text("run_id").ShouldBe(run);
        metric.Text("dataset_digest").ShouldBe("d1");
        (await NamesAsync(new { experiment_ids = new[] { "0" }, filter = "metrics.acc > 0.8" })).ShouldBe(["good"]);
        (await NamesAsync(new { experiment_ids = new[] { "0" }, order_by = new[] { new { field_name = "metrics.acc", ascending = true } } })).ShouldBe(["poor", "good"]);
        (await NamesAsync(new { experiment_ids = new[] { "0" }, filter = "metrics.acc > 0", datasets = new[] { new { dataset_name = "iris", dataset_digest = "d2" } } })).ShouldBe(["poor"]);
        (await NamesAsync(new { experiment_ids = new[] { "0" }, filter = "metrics.f1 = 0.25" })).ShouldBe(["poor"]);
        (await host.Ben.PostAsync(project, "runs/log-metric", new { run_id = run, key = "f1", value = 1, timestamp = 8, model_id = "m-none" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");

        Task MeasureAsync(string model, double value, int step, string digest) => host.Ben.PostAsync(project, "runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = "acc", value, timestamp = 5, step, model_id = model, dataset_name = "iris", dataset_digest = digest } },
        });
        async Task<IEnumerable<string>> NamesAsync(object search) =>
            (await host.Ben.PostAsync(project, "logged-models/search", search))["models"]?.AsArray().Select(model => model!["info"]!.Text("name")) ?? [];
    }

    [Fact]
    public async Task Models_that_older_clients_save_are_listed_in_the_runs_history()
    {
        var project = await host.NewProjectAsync();
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");
        string Model(string path) => new JsonObject { ["run_id"] = run, ["artifact_path"] = path, ["utc_time_created"] = "2026-01-01", ["flavors"] = new JsonObject() }.ToJsonString();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => host.Ben.PostAsync(project, "runs/log-model", new { run_id = run, model_json = Model($"m{i}") })));

        var tag = (await host.Ben.ReadAsync(project, $"runs/get?run_id={run}"))["run"]!["data"]!["tags"]!.AsArray().Single(tag => tag!.Text("key") == "mlflow.log-model.history")!;
        JsonNode.Parse(tag.Text("value"))!.AsArray().Select(model => model!.Text("artifact_path")).Order().ShouldBe(Enumerable.Range(0, 8).Select(i => $"m{i}"));
        (await host.Ben.PostAsync(project, "runs/log-model", new { run_id = run, model_json = "{}" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task Globex_reaches_no_model_of_Acme()
    {
        var project = await host.NewProjectAsync();
        var id = (await LogAsync(project, new { experiment_id = "0", name = "secret" }))["info"]!.Text("model_id");

        await host.Gus.ReadAsync(project, $"logged-models/{id}", HttpStatusCode.NotFound);
        await host.Gus.ReadAsync("/globex/turbines", $"logged-models/{id}", HttpStatusCode.NotFound);
        await host.Gus.PostAsync(project, "logged-models/search", new { experiment_ids = new[] { "0" } }, HttpStatusCode.NotFound);
    }

    private async Task<JsonNode> LogAsync(string project, object body) => (await host.Ben.PostAsync(project, "logged-models", body))["model"]!;

    private Task<JsonNode> SendAsync(HttpMethod method, string project, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK) =>
        host.Ben.SendAsync(method, $"{project}/api/2.0/mlflow/logged-models/{path}", body).JsonAsync(status);
}
