namespace Slipway.Tracking.Assessments;

internal static class AssessmentReader
{
    public static AssessmentDetails Details(Assessment a, string traceId)
    {
        var (code, message) = AssessmentValue.Error(a.Body);
        return new(
            a.AssessmentId, traceId, a.Kind, a.Name, a.SpanId, a.SourceType, a.SourceId, AssessmentValue.Json(a.Body), code, message,
            a.Rationale, a.Metadata, a.Overrides, a.Valid, a.CreatedAt, a.UpdatedAt, a.Body);
    }
}
