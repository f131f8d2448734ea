using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Traces;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Assessments;

public sealed class AssessmentTests(SlipwayHost host)
{
    [Fact]
    public async Task Feedback_is_logged_read_changed_by_a_mask_and_deleted()
    {
        var (project, trace) = await TraceAsync();
        var logged = await LogAsync(project, trace, new
        {
            assessment_name = "helpful",
            span_id = "a1",
            source = new { source_type = "LLM_JUDGE", source_id = "judge" },
            feedback = new { value = 0.5 },
            rationale = "half",
            metadata = new { model = "m" },
            create_time = "2026-01-31T12:00:00.500Z",
        });
        var id = logged.Text("assessment_id");

        id.ShouldMatch("^a-[0-9a-f]{32}$");
        (logged.Text("create_time"), logged["feedback"]!["value"]!.GetValue<double>(), logged["valid"]!.GetValue<bool>()).ShouldBe(("2026-01-31T12:00:00.500Z", 0.5, true));
        var changed = (await host.Ben.CallAsync(HttpMethod.Patch, project, $"traces/{trace}/assessments/{id}", new
        {
            assessment = new { assessment_name = "other", feedback = new { value = "yes" }, rationale = "not this" },
            update_mask = "feedback",
        }))["assessment"]!;
        (changed.Text("assessment_name"), changed["feedback"]!.Text("value"), changed.Text("rationale"), changed["metadata"]!.Text("model")).ShouldBe(("helpful", "yes", "half", "m"));
        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{trace}/assessments/{id}"))["assessment"]!.ToJsonString().ShouldBe(changed.ToJsonString());

        await host.Ben.CallAsync(HttpMethod.Delete, project, $"traces/{trace}/assessments/{id}");
        await host.Ben.CallAsync(HttpMethod.Delete, project, $"traces/{trace}/assessments/{id}");

        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{trace}/assessments/{id}", null, HttpStatusCode.NotFound)).Code().ShouldBe("RESOURCE_DOES_NOT_EXIST");
        (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{trace}"))["trace"]!["trace_info"]!["assessments"].ShouldBeNull();
    }

    [Fact]
    public async Task An_assessment_that_is_overridden_stands_again_when_the_other_one_goes()
    {
        var (project, trace) = await TraceAsync();
        var first = (await LogAsync(project, trace, new { assessment_name = "right", feedback = new { value = true } })).Text("assessment_id");
        var second = (await LogAsync(project, trace, new { assessment_name = "right", feedback = new { value = false }, overrides = first })).Text("assessment_id");

        (await ValidAsync(first)).ShouldBeFalse();
        (await host.Ben.FoundAsync(project, "feedback.right = 'true'")).ShouldBeEmpty();
        await host.Ben.CallAsync(HttpMethod.Delete, project, $"traces/{trace}/assessments/{second}");

        (await ValidAsync(first)).ShouldBeTrue();
        await host.Ben.CallAsync(HttpMethod.Post, project, $"traces/{trace}/assessments", new { assessment = new { assessment_name = "x", feedback = new { value = 1 }, overrides = "a-none" } }, HttpStatusCode.NotFound);

        async Task<bool> ValidAsync(string id) => (await host.Ben.CallAsync(HttpMethod.Get, project, $"traces/{trace}/assessments/{id}"))["assessment"]!["valid"]!.GetValue<bool>();
    }

    [Fact]
    public async Task An_expectation_or_an_error_comes_back_as_it_was_and_one_without_a_value_is_refused()
    {
        var (project, trace) = await TraceAsync();
        var expected = await LogAsync(project, trace, new { assessment_name = "answer", expectation = new { serialized_value = new { serialization_format = "JSON_FORMAT", value = """{"a": [1]}""" } } });
        var failed = await LogAsync(project, trace, new { assessment_name = "judge", feedback = new { error = new { error_code = "TIMEOUT", error_message = "too slow" } } });

        expected["expectation"]!["serialized_value"]!.Text("value").ShouldBe("""{"a": [1]}""");
        failed["feedback"]!["error"]!.Text("error_code").ShouldBe("TIMEOUT");
        var body = new { assessment = new { assessment_name = "empty", feedback = new { } } };
        (await host.Ben.CallAsync(HttpMethod.Post, project, $"traces/{trace}/assessments", body, HttpStatusCode.BadRequest)).Code().ShouldBe("INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task A_person_assesses_by_hand_in_their_own_name()
    {
        var (project, trace) = await TraceAsync();
        var api = $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/traces/{trace}/assessments";

        var made = await host.Ben.SendAsync(HttpMethod.Post, api, new { name = "tone", kind = "feedback", value = "friendly", rationale = "warm words" }).JsonAsync();
        var changed = await host.Ben.SendAsync(HttpMethod.Put, $"{api}/{made.Text("assessmentId")}", new { value = 4 }).JsonAsync();

        (made.Text("sourceType"), made.Text("sourceId")).ShouldBe(("HUMAN", "Ben Okafor"));
        (changed.Text("value"), changed.Text("rationale")).ShouldBe(("4", ""));
        (await host.Vera.SendAsync(HttpMethod.Post, $"/api/v1/organizations/acme/projects/vision/traces/{trace}/assessments", new { name = "tone", value = true })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Ben.DeleteAsync($"{api}/{made.Text("assessmentId")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Globex_cannot_assess_a_trace_of_Acme()
    {
        var (project, trace) = await TraceAsync();
        var id = (await LogAsync(project, trace, new { assessment_name = "right", feedback = new { value = true } })).Text("assessment_id");

        foreach (var address in new[] { project, "/globex/turbines" })
        {
            await host.Gus.CallAsync(HttpMethod.Post, address, $"traces/{trace}/assessments", new { assessment = new { assessment_name = "x", feedback = new { value = 1 } } }, HttpStatusCode.NotFound);
            await host.Gus.CallAsync(HttpMethod.Get, address, $"traces/{trace}/assessments/{id}", null, HttpStatusCode.NotFound);
            await host.Gus.CallAsync(HttpMethod.Delete, address, $"traces/{trace}/assessments/{id}", null, HttpStatusCode.NotFound);
        }
    }

    private async Task<(string Project, string Trace)> TraceAsync()
    {
        var (project, id) = (await host.NewProjectAsync(), TraceCalls.NewTraceId());
        await host.Ben.TraceAsync(project, id);
        return (project, id);
    }

    private async Task<JsonNode> LogAsync(string project, string trace, object assessment) =>
        (await host.Ben.CallAsync(HttpMethod.Post, project, $"traces/{trace}/assessments", new { assessment }))["assessment"]!;
}
