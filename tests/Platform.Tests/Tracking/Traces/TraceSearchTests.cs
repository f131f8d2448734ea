using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Traces;

public sealed class TraceSearchTests(SlipwayHost host)
{
    [Fact]
    public async Task A_search_filters_by_everything_that_is_said_of_a_trace()
    {
        var project = await host.NewProjectAsync();
        var (fast, slow, failed) = (TraceCalls.NewTraceId(), TraceCalls.NewTraceId(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, fast, time: 1_000, duration: "0.010s", tags: Named("fetch"), metadata: new Dictionary<string, string> { ["mlflow.trace.tokenUsage"] = """{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}""" }, preview: "the red fox");
        await host.Ben.TraceAsync(project, slow, time: 2_000, duration: "9s", tags: Named("think"), metadata: new { session = "s1" }, preview: "a blue whale");
        await host.Ben.TraceAsync(project, failed, "ERROR", time: 3_000, duration: "1s", tags: Named("think"));
        await host.Ben.CallAsync(HttpMethod.Post, project, $"traces/{slow}/assessments", new { assessment = new { assessment_name = "right", feedback = new { value = false }, source = new { source_type = "CODE", source_id = "c" } } });

        (await host.Ben.FoundAsync(project)).ShouldBe([failed, slow, fast]);
        await ShouldFindAsync("status = 'ERROR'", failed);
        await ShouldFindAsync("trace.status != 'ERROR' AND attributes.timestamp_ms >= 2000", slow);
        await ShouldFindAsync("execution_time > 5000", slow);
        await ShouldFindAsync("name LIKE 'th%'", failed, slow);
        await ShouldFindAsync("name IN ('fetch', 'none')", fast);
        await ShouldFindAsync($"request_id = '{fast}'", fast);
        await ShouldFindAsync("metadata.session = 's1'", slow);
        await ShouldFindAsync("request_metadata.session IS NULL", failed, fast);
        await ShouldFindAsync("feedback.right = 'false'", slow);
        await ShouldFindAsync("feedback.right = 'true'");
        await ShouldFindAsync("tokens > 14", fast);
        await ShouldFindAsync("text ILIKE '%RED%'", fast);
        await ShouldFindAsync("tags.`mlflow.traceName` = 'think' AND timestamp < 3000", slow);

        async Task ShouldFindAsync(string filter, params string[] ids) => (await host.Ben.FoundAsync(project, filter)).ShouldBe([.. ids], customMessage: filter);
        static object Named(string name) => new Dictionary<string, string> { ["mlflow.traceName"] = name };
    }

    [Fact]
    public async Task Pages_meet_every_trace_once_in_any_order_though_times_are_equal()
    {
        var project = await host.NewProjectAsync();
        var ids = Enumerable.Range(0, 7).Select(_ => TraceCalls.NewTraceId()).ToList();
        foreach (var (i, id) in ids.Index())
        {
            await host.Ben.TraceAsync(project, id, time: i / 3, duration: i % 2 == 0 ? "1s" : "2s");
        }

        foreach (var order in new string[]?[] { null, ["timestamp_ms ASC"], ["execution_time_ms DESC"], ["status", "timestamp DESC"], ["name", "request_id ASC"], ["run_id"] })
        {
            (await host.Ben.FoundAsync(project, order: order, atOnce: 2)).Order().ShouldBe(ids.Order(), string.Join(',', order ?? []));
        }

        (await host.Ben.FoundAsync(project, order: ["timestamp_ms ASC"], atOnce: 2)).ShouldBe(ids);
    }

    [Fact]
    public async Task What_cannot_be_searched_is_said()
    {
        var project = await host.NewProjectAsync();
        foreach (var (filter, most) in new[] { ("nothing = 'x'", 10), ("span.name = 'x'", 10), ("status > 'OK'", 10), ("name = 'x'", 501) })
        {
            var refused = await host.Ben.CallAsync(HttpMethod.Post, project, "traces/search", new { experiment_ids = new[] { "0" }, filter, max_results = most }, HttpStatusCode.BadRequest);
            refused.Code().ShouldBe("INVALID_PARAMETER_VALUE");
        }

        (await host.Ben.CallAsync(HttpMethod.Post, project, "traces/search", new { experiment_ids = new[] { "99" } })).ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task Our_own_API_lists_the_whole_project_without_what_is_in_the_trash()
    {
        var project = await host.NewProjectAsync();
        var api = $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/traces";
        var gone = await host.Ben.NewExperimentAsync(project, "gone");
        var (kept, lost) = (TraceCalls.NewTraceId(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, kept);
        await host.Ben.TraceAsync(project, lost, experiment: gone);
        (await host.Ben.GetAsync(api).JsonAsync())["items"]!.AsArray().Count.ShouldBe(2);

        await host.Ben.PostAsync(project, "experiments/delete", new { experiment_id = gone });

        (await host.Ben.GetAsync(api).JsonAsync())["items"]!.AsArray().Single()!["summary"]!.Text("traceId").ShouldBe(kept);
        (await host.Ben.DeleteAsync($"{api}/{kept}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.Ben.DeleteAsync($"{api}/{kept}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
