using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Assessments;

/// <summary>Assessments of traces as MLflow clients log, read, change and delete them.</summary>
internal static class AssessmentEndpoints
{
    private const string Unspecified = "SOURCE_TYPE_UNSPECIFIED";

    public static void MapAssessments(this MlflowRoutes routes)
    {
        routes.V3.MapPost("/mlflow/traces/{trace}/assessments", (AssessmentService assessments, KnownProject project, string trace, MlflowRequest request, CancellationToken ct) =>
        {
            var told = request.Object("assessment");
            var (kind, body) = BodyOf(told);
            var change = ChangeOf(told, null);
            var content = new AssessmentContent(
                kind ?? AssessmentKind.Feedback, told.Text("assessment_name"), told.OptionalText("span_id"), change.SourceType ?? Unspecified, change.SourceId ?? "", body ?? "{}",
                change.Rationale, change.Metadata, told.OptionalText("overrides"), change.Valid ?? true, told.Moment("create_time"), told.Moment("last_update_time"));
            return request.Answer(() => assessments.LogAsync(project, trace, content, ct), WriteNamed);
        });
        routes.V3.MapGet("/mlflow/traces/{trace}/assessments/{assessment}", (AssessmentService assessments, KnownProject project, string trace, string assessment, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => assessments.GetAsync(project, trace, assessment, ct), WriteNamed));
        routes.V3.MapPatch("/mlflow/traces/{trace}/assessments/{assessment}", (AssessmentService assessments, KnownProject project, string trace, string assessment, MlflowRequest request, CancellationToken ct) =>
        {
            var change = ChangeOf(request.Object("assessment"), request.OptionalText("update_mask"));
            return request.Answer(() => assessments.ChangeAsync(project, trace, assessment, change, ct), WriteNamed);
        });
        routes.V3.MapDelete("/mlflow/traces/{trace}/assessments/{assessment}", (AssessmentService assessments, KnownProject project, string trace, string assessment, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => assessments.DeleteAsync(project, trace, assessment, ct)));
    }

    /// <param name="mask">Which members count, such as <c>assessmentName,feedback</c>; null for all that are there.</param>
    private static AssessmentChange ChangeOf(MlflowRequest told, string? mask)
    {
        // Clients spell the mask's members in either case, and a member's member for the member.
        var wanted = mask?.Split(',').Select(path => path.Trim().Split('.')[0].Replace("_", "", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (kind, body) = Wanted("feedback") || Wanted("expectation") ? BodyOf(told) : (null, null);
        var source = Wanted("source") ? told.OptionalObject("source") : null;
        return new(
            kind,
            Wanted("assessmentName") ? told.OptionalText("assessment_name") : null,
            source is null ? null : SourceOf(source.Choice<SourceKind>("source_type")),
            source?.OptionalText("source_id"),
            body,
            Wanted("rationale") ? told.OptionalText("rationale") : null,
            Wanted("metadata") && told.Map("metadata") is { } metadata ? JsonSerializer.Serialize(metadata.GroupBy(pair => pair.Key).ToDictionary(same => same.Key, same => same.Last().Value)) : null,
            Wanted("valid") ? told.Boolean("valid") : null);

        bool Wanted(string member) => wanted?.Contains(member) ?? true;
    }

    private static (AssessmentKind? Kind, string? Body) BodyOf(MlflowRequest told) =>
        told.Json("feedback") is { } feedback ? (AssessmentKind.Feedback, WithOlderError(feedback, told.Json("error")))
        : told.Json("expectation") is { } expectation ? (AssessmentKind.Expectation, expectation)
        : (null, null);

    // Older clients put the error beside the feedback and not into it.
    private static string WithOlderError(string feedback, string? error) =>
        error is null || AssessmentValue.Error(feedback).Code is not null ? feedback : $"{{\"error\":{error}}}";

    private static string SourceOf(SourceKind? kind) => kind switch
    {
        SourceKind.Human => "HUMAN",
        SourceKind.LlmJudge or SourceKind.AiJudge => "LLM_JUDGE",
        SourceKind.Code => "CODE",
        _ => Unspecified,
    };

    private static void WriteNamed(Utf8JsonWriter json, AssessmentDetails assessment)
    {
        json.WritePropertyName("assessment"u8);
        AssessmentJson.Write(json, assessment);
    }

    /// <summary>Who assessed; the numbers are the protocol's.</summary>
    private enum SourceKind
    {
        SourceTypeUnspecified = 0,
        Human = 1,
        LlmJudge = 2,
        Code = 3,

        /// <summary>What a model's judgement was called first.</summary>
        AiJudge = -2,
    }
}

/// <summary>An assessment as the protocol writes it.</summary>
internal static class AssessmentJson
{
    public static void Write(Utf8JsonWriter json, AssessmentDetails assessment)
    {
        json.WriteStartObject();
        json.WriteString("assessment_id"u8, assessment.AssessmentId);
        json.WriteString("assessment_name"u8, assessment.Name);
        json.WriteString("trace_id"u8, assessment.TraceId);
        json.TextIfSet("span_id"u8, assessment.SpanId);
        json.WriteStartObject("source"u8);
        json.WriteString("source_type"u8, assessment.SourceType);
        json.WriteString("source_id"u8, assessment.SourceId);
        json.WriteEndObject();
        json.WriteString("create_time"u8, TraceJson.Moment(assessment.CreatedAt));
        json.WriteString("last_update_time"u8, TraceJson.Moment(assessment.UpdatedAt));
        json.WritePropertyName(assessment.Kind is AssessmentKind.Feedback ? "feedback"u8 : "expectation"u8);
        json.WriteRawValue(assessment.Body);
        json.TextIfSet("rationale"u8, assessment.Rationale);
        if (assessment.Metadata is { } metadata)
        {
            json.WritePropertyName("metadata"u8);
            json.WriteRawValue(metadata);
        }

        json.TextIfSet("overrides"u8, assessment.Overrides);
        json.WriteBoolean("valid"u8, assessment.Valid);
        json.WriteEndObject();
    }
}
