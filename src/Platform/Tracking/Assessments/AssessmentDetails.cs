using System.ComponentModel.DataAnnotations;

namespace Slipway.Tracking.Assessments;

/// <summary>An assessment as readers see it.</summary>
/// <param name="SourceType">HUMAN, LLM_JUDGE or CODE.</param>
/// <param name="Value">The value as JSON; null when there is none.</param>
/// <param name="ErrorCode">What kept the value from being found, or null.</param>
/// <param name="Metadata">A JSON object of texts, or null.</param>
/// <param name="Overrides">The assessment that this one takes the place of, or null.</param>
/// <param name="Valid">Whether no other one took its place.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="UpdatedAt">Unix milliseconds.</param>
/// <param name="Body">The protocol's <c>feedback</c> or <c>expectation</c> object.</param>
public sealed record AssessmentDetails(
    string AssessmentId,
    string TraceId,
    AssessmentKind Kind,
    string Name,
    string? SpanId,
    string SourceType,
    string SourceId,
    string? Value,
    string? ErrorCode,
    string? ErrorMessage,
    string? Rationale,
    string? Metadata,
    string? Overrides,
    bool Valid,
    long CreatedAt,
    long UpdatedAt,
    [property: System.Text.Json.Serialization.JsonIgnore] string Body);

/// <summary>A judgement that a person makes by hand.</summary>
/// <param name="Value">Text, a number, true or false; an expectation may be any JSON.</param>
/// <param name="SpanId">The span that it is about; null for the whole trace.</param>
public sealed record NewAssessment(
    [Required, MaxLength(250)] string Name,
    AssessmentKind Kind,
    [Required] object? Value,
    [MaxLength(16_000)] string? Rationale = null,
    [MaxLength(64)] string? SpanId = null);

/// <summary>What a judgement is changed to.</summary>
/// <param name="Value">As in <see cref="NewAssessment"/>.</param>
public sealed record ChangedAssessment([Required] object? Value, [MaxLength(16_000)] string? Rationale = null);

/// <summary>What an assessment says, as the protocol has it.</summary>
/// <param name="Body">A JSON object with the value or an error.</param>
public sealed record AssessmentContent(
    AssessmentKind Kind,
    string Name,
    string? SpanId,
    string SourceType,
    string SourceId,
    string Body,
    string? Rationale,
    string? Metadata,
    string? Overrides,
    bool Valid,
    long? CreatedAt,
    long? UpdatedAt);

/// <summary>What a client changes of an assessment; null is what stays.</summary>
public sealed record AssessmentChange(AssessmentKind? Kind, string? Name, string? SourceType, string? SourceId, string? Body, string? Rationale, string? Metadata, bool? Valid);
