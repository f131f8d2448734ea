using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Traces;

public sealed class TraceTests(SlipwayHost host)
{
    [Fact]
    public async Task A_trace_is_answered_with_the_place_for_its_spans_and_read_as_it_was_told()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());

        var started = await host.Ben.TraceAsync(project, id, time: 1_700_000_000_250, tags: new Dictionary<string, string> { ["mlflow.traceName"] = "ask" }, metadata: new { a = "b" }, preview: "Where is my order?");

        started["tags"]!.Text("mlflow.artifactLocation").ShouldBe($"mlflow-artifacts:/0/traces/{id}/artifacts");
        started["trace_metadata"]!.Text("mlflow.trace.infoFinalized").ShouldBe("true");
        var read = (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{id}?trace_id={id}"))["trace"]!["trace_info"]!;
        read.ToJsonString().ShouldBe(started.ToJsonString());
        (read.Text("request_time"), read.Text("execution_duration"), read.Text("state"), read.Text("request_preview")).ShouldBe(("2023-11-14T22:13:20.250Z", "1.500s", "OK", "Where is my order?"));
        (await host.Ben.CallAsync(HttpMethod.Post, project, "traces/batchGetInfos", new { trace_ids = new[] { id, "tr-none" } }))["trace_infos"]!.AsArray().Single()!.Text("trace_id").ShouldBe(id);
        (await host.Ben.CallAsync(HttpMethod.Get, project, "traces/tr-none", null, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task A_trace_sent_again_is_the_same_trace_and_keeps_what_was_put_on_it_meanwhile()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id, "IN_PROGRESS");
        await host.Ben.SendAsync(HttpMethod.Patch, $"{project}/api/2.0/mlflow/traces/{id}/tags", new { key = "mine", value = "kept" }).JsonAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Ben.TraceAsync(project, id, "ERROR")));

        (await host.Ben.FoundAsync(project)).ShouldBe([id]);
        (await host.Ben.FoundAsync(project, "status = 'ERROR' AND tags.mine = 'kept'")).ShouldBe([id]);
    }

    [Fact]
    public async Task Tags_are_set_and_taken_off_under_both_versions_and_a_missing_one_is_refused()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id);

        await host.Ben.CallAsync(HttpMethod.Patch, project, $"traces/{id}/tags", new { key = "k", value = "1" });
        await host.Ben.SendAsync(HttpMethod.Patch, $"{project}/api/2.0/mlflow/traces/{id}/tags", new { key = "k", value = "2" }).JsonAsync();
        (await host.Ben.FoundAsync(project, "tags.k = '2'")).ShouldBe([id]);
        await host.Ben.SendAsync(HttpMethod.Delete, $"{project}/api/2.0/mlflow/traces/{id}/tags", new { key = "k" }).JsonAsync();

        (await host.Ben.FoundAsync(project, "tags.k IS NULL")).ShouldBe([id]);
        (await host.Ben.CallAsync(HttpMethod.Delete, project, $"traces/{id}/tags", new { key = "k" }, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task Traces_are_deleted_by_id_or_the_oldest_first_with_their_files()
    {
        var project = await host.NewProjectAsync();
        var ids = Enumerable.Range(0, 5).Select(_ => TraceCalls.NewTraceId()).ToList();
        foreach (var (i, id) in ids.Index())
        {
            await host.Ben.TraceAsync(project, id, time: 1_000 + i);
            await host.Ben.PutSpansAsync(project, id, """{"spans": []}""");
        }

        (await DeleteAsync(new { experiment_id = "0", request_ids = new[] { ids[4] } }))["traces_deleted"]!.GetValue<int>().ShouldBe(1);
        (await DeleteAsync(new { experiment_id = "0", max_timestamp_millis = "1003", max_traces = 2 }))["traces_deleted"]!.GetValue<int>().ShouldBe(2);

        (await host.Ben.FoundAsync(project)).ShouldBe([ids[3], ids[2]]);
        (await host.Ben.GetAsync($"{project}/api/2.0/mlflow-artifacts/artifacts?path=0/traces").JsonAsync())["files"]!.AsArray().Count.ShouldBe(2);
        (await host.Ben.PostAsync(project, "traces/delete-traces", new { experiment_id = "0" }, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");

        Task<JsonNode> DeleteAsync(object body) => host.Ben.PostAsync(project, "traces/delete-traces", body);
    }

    [Fact]
    public async Task Traces_belong_to_the_run_they_were_made_in_and_to_those_they_are_linked_to()
    {
        var project = await host.NewProjectAsync();
        var (made, linked, other) = (TraceCalls.NewTraceId(), TraceCalls.NewTraceId(), TraceCalls.NewTraceId());
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");
        await host.Ben.TraceAsync(project, made, time: 2, metadata: new Dictionary<string, string> { ["mlflow.sourceRun"] = run });
        await host.Ben.TraceAsync(project, linked, time: 1);
        await host.Ben.TraceAsync(project, other, time: 0);

        await host.Ben.PostAsync(project, "traces/link-to-run", new { trace_ids = new[] { linked }, run_id = run });

        (await host.Ben.FoundAsync(project, $"attribute.run_id = '{run}'")).ShouldBe([made, linked]);
        (await host.Ben.FoundAsync(project, $"run_id != '{run}'")).ShouldBe([other]);
        await host.Ben.PostAsync(project, "traces/link-to-run", new { trace_ids = new[] { "tr-none" }, run_id = run }, HttpStatusCode.NotFound);
        await host.Ben.PostAsync(project, "traces/link-to-run", new { trace_ids = Enumerable.Repeat(linked, 101).ToArray(), run_id = run }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Prompts_that_a_trace_used_are_noted_once()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id);

        foreach (var version in new[] { "1", "2", "1" })
        {
            await host.Ben.PostAsync(project, "traces/link-prompts", new { trace_id = id, prompt_versions = new[] { new { name = "greet", version } } });
        }

        JsonNode.Parse((await InfoAsync(project, id))["tags"]!.Text("mlflow.linkedPrompts"))!.AsArray().Select(prompt => prompt!.Text("version")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Clients_before_MLflow_3_begin_and_end_a_trace_in_two_calls()
    {
        var project = await host.NewProjectAsync();
        var begun = (await host.Ben.PostAsync(project, "traces", new { experiment_id = "0", timestamp_ms = 5_000, tags = new[] { new { key = "mlflow.traceName", value = "old" } } }))["trace_info"]!;
        var id = begun.Text("request_id");
        begun.Text("status").ShouldBe("IN_PROGRESS");

        var ended = (await host.Ben.SendAsync(HttpMethod.Patch, $"{project}/api/2.0/mlflow/traces/{id}", new
        {
            timestamp_ms = "5250",
            status = "OK",
            request_metadata = new[] { new { key = "mlflow.traceInputs", value = "{\"x\": 1}" } },
        }).JsonAsync())["trace_info"]!;

        (ended.Text("status"), ended["execution_time_ms"]!.GetValue<int>()).ShouldBe(("OK", 250));
        (await host.Ben.ReadAsync(project, $"traces/{id}/info"))["trace_info"]!.ToJsonString().ShouldBe(ended.ToJsonString());
        (await host.Ben.ReadAsync(project, "traces?experiment_ids=0&filter=name%20%3D%20'old'"))["traces"]!.AsArray().Single()!.Text("request_id").ShouldBe(id);
        (await InfoAsync(project, id)).Text("request_preview").ShouldBe("{\"x\": 1}");
    }

    [Fact]
    public async Task A_trace_of_no_experiment_of_a_deleted_one_or_with_a_path_for_an_id_is_refused()
    {
        var project = await host.NewProjectAsync();
        var gone = await host.Ben.NewExperimentAsync(project, "gone");
        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = gone });

        await RefusedAsync(HttpStatusCode.NotFound, new { trace_id = "tr-1", trace_location = At("77"), state = "OK" });
        await RefusedAsync(HttpStatusCode.BadRequest, new { trace_id = "tr-1", trace_location = At(gone), state = "OK" });
        await RefusedAsync(HttpStatusCode.BadRequest, new { trace_id = "../0", trace_location = At("0"), state = "OK" });
        await RefusedAsync(HttpStatusCode.BadRequest, new { trace_id = "tr-1", trace_location = At("0"), execution_duration = "long" });

        Task RefusedAsync(HttpStatusCode status, object info) => host.Ben.CallAsync(HttpMethod.Post, project, "traces", new { trace = new { trace_info = info } }, status);
        static object At(string experiment) => new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } };
    }

    [Fact]
    public async Task Globex_reaches_no_trace_of_Acme_and_may_use_the_same_id()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id, preview: "ours");

        await host.Gus.CallAsync(HttpMethod.Get, project, $"traces/{id}", null, HttpStatusCode.NotFound);
        await host.Gus.CallAsync(HttpMethod.Get, "/globex/turbines", $"traces/{id}", null, HttpStatusCode.NotFound);
        (await host.Gus.CallAsync(HttpMethod.Post, "/globex/turbines", "traces/batchGetInfos", new { trace_ids = new[] { id } })).ToJsonString().ShouldBe("{}");
        await host.Gus.CallAsync(HttpMethod.Patch, "/globex/turbines", $"traces/{id}/tags", new { key = "a", value = "b" }, HttpStatusCode.NotFound);
        await host.Gus.TraceAsync("/globex/turbines", id, preview: "theirs");
        (await InfoAsync(project, id)).Text("request_preview").ShouldBe("ours");
    }

    private async Task<JsonNode> InfoAsync(string project, string id) => (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{id}"))["trace"]!["trace_info"]!;
}
