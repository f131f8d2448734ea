using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Traces;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Spans;

public sealed class SpanTests(SlipwayHost host)
{
    private const string Current = """
        {"spans": [
          {"trace_id": "AAAAAAAAAAAAAAAAAAAAAQ==", "span_id": "AAAAAAAAAKI=", "parent_span_id": "AAAAAAAAAKE=", "name": "model", "start_time_unix_nano": 1500, "end_time_unix_nano": 1800,
           "status": {"code": "STATUS_CODE_ERROR", "message": "no answer"},
           "events": [{"name": "exception", "time_unix_nano": 1700, "attributes": {"exception.stacktrace": "Traceback\n  line 1"}}],
           "attributes": {"mlflow.spanType": "\"LLM\"", "mlflow.spanInputs": "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}", "mlflow.chat.tokenUsage": "{\"total_tokens\": 7}", "plain": "not json", "n": 3}},
          {"trace_id": "AAAAAAAAAAAAAAAAAAAAAQ==", "span_id": "AAAAAAAAAKE=", "parent_span_id": null, "name": "root", "start_time_unix_nano": 1000, "end_time_unix_nano": 2000, "status": {"code": "STATUS_CODE_OK", "message": ""}, "events": [], "attributes": {}}
        ]}
        """;

    private const string Older = """
        {"spans": [{"name": "old", "context": {"span_id": "0xb1", "trace_id": "0x1"}, "parent_id": null, "start_time": 10, "end_time": null, "status_code": "OK", "status_message": "", "attributes": {}, "events": []}], "request": "{}", "response": null}
        """;

    [Fact]
    public async Task Spans_are_read_from_the_file_in_the_order_of_their_beginning()
    {
        var (project, id) = await TraceAsync(Current);

        var spans = (await ReadAsync(project, id, "spans"))["spans"]!.AsArray();

        spans.Select(span => span!.Text("name")).ShouldBe(["root", "model"]);
        var model = spans[1]!;
        (model.Text("spanId"), model.Text("parentId"), model.Text("type"), model.Text("status"), model.Text("statusMessage"), model["tokens"]!.GetValue<int>())
            .ShouldBe(("00000000000000a2", "00000000000000a1", "LLM", "error", "no answer", 7));
    }

    [Fact]
    public async Task A_span_carries_its_inputs_attributes_and_events_as_JSON()
    {
        var (project, id) = await TraceAsync(Current);

        var span = await ReadAsync(project, id, "spans/00000000000000a2");

        JsonNode.Parse(span.Text("inputs"))!["messages"]![0]!.Text("content").ShouldBe("hi");
        span["outputs"].ShouldBeNull();
        span["attributes"]!.AsArray().Single(pair => pair!.Text("key") == "plain")!.Text("value").ShouldBe("\"not json\"");
        span["events"]![0]!["attributes"]![0]!.Text("key").ShouldBe("exception.stacktrace");
        await ReadAsync(project, id, "spans/none", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Spans_of_older_clients_are_read_too()
    {
        var (project, id) = await TraceAsync(Older);

        var span = (await ReadAsync(project, id, "spans"))["spans"]!.AsArray().Single()!;

        (span.Text("spanId"), span.Text("status"), span["end"]).ShouldBe(("00000000000000b1", "ok", null));
    }

    [Fact]
    public async Task Clients_read_a_trace_with_its_spans_in_OpenTelemetrys_form()
    {
        var (project, id) = await TraceAsync(Current);

        var trace = (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/get?trace_id={id}"))["trace"]!;
        var model = trace["spans"]!.AsArray().Single(span => span!.Text("name") == "model")!;

        (model.Text("span_id"), model.Text("parent_span_id"), model["start_time_unix_nano"]!.GetValue<long>()).ShouldBe(("AAAAAAAAAKI=", "AAAAAAAAAKE=", 1500));
        model["attributes"]!.AsArray().Single(pair => pair!.Text("key") == "mlflow.spanType")!["value"]!.Text("string_value").ShouldBe("LLM");
        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/batchGet?trace_ids={id}&trace_ids=none"))["traces"]!.AsArray().Single()!["spans"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_trace_whose_spans_have_not_all_come_is_answered_only_to_those_who_take_a_part()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id, metadata: new Dictionary<string, string> { ["mlflow.trace.sizeStats"] = """{"num_spans": 3}""" });

        await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/get?trace_id={id}", null, HttpStatusCode.NotFound);
        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/get?trace_id={id}&allow_partial=True"))["trace"]!["spans"].ShouldBeNull();
        await host.Ben.PutSpansAsync(project, id, Current);

        await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/get?trace_id={id}&allow_partial=false", null, HttpStatusCode.NotFound);
        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/get?trace_id={id}&allow_partial=true"))["trace"]!["spans"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_span_of_odd_parts_is_shown_as_far_as_it_can_be_read()
    {
        var (project, id) = await TraceAsync("""{"spans": [{"context": "x", "name": "odd", "status": 3, "attributes": "y", "events": [{"attributes": 1}], "start_time": "soon"}]}""");

        (await ReadAsync(project, id, "spans"))["spans"]!.AsArray().Single()!.Text("name").ShouldBe("odd");
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{\"spans\": 3}")]
    public async Task A_file_that_holds_no_spans_is_said_to_hold_none(string file)
    {
        var (project, id) = await TraceAsync(file);

        (await ReadAsync(project, id, "spans", HttpStatusCode.BadRequest)).Text("detail").ShouldContain("traces.json");
    }

    private async Task<(string Project, string Trace)> TraceAsync(string file)
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id);
        await host.Ben.PutSpansAsync(project, id, file);
        return (project, id);
    }

    private Task<JsonNode> ReadAsync(string project, string trace, string what, HttpStatusCode status = HttpStatusCode.OK) =>
        host.Ben.GetAsync($"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/traces/{trace}/{what}").JsonAsync(status);
}
