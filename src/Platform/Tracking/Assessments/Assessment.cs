using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Assessments;

/// <summary>What an assessment says of a trace. The numbers are ours, and stored.</summary>
public enum AssessmentKind
{
    /// <summary>How good the answer was.</summary>
    Feedback = 1,

    /// <summary>What the answer should have been.</summary>
    Expectation = 2,
}

/// <summary>A judgement on a trace by a person, a model or a program; also one on a single span of it.</summary>
internal sealed class Assessment : ITenantOwned
{
    /// <summary>'a-' and 32 hexadecimal digits.</summary>
    public const int IdLength = 34;
    public const int NameLimit = 250;
    public const int SourceLimit = 250;
    public const int SpanIdLimit = 64;
    public const int RationaleLimit = 16_000;
    public const int TextHead = 100;

    private Assessment() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long TraceKey { get; private init; }
    public string AssessmentId { get; private init; } = "";
    public AssessmentKind Kind { get; private set; }
    public string Name { get; private set; } = "";
    public string? SpanId { get; private init; }

    /// <summary>As the protocol names it: HUMAN, LLM_JUDGE or CODE.</summary>
    public string SourceType { get; private set; } = "";
    public string SourceId { get; private set; } = "";

    /// <summary>A JSON object: the value, or the error that kept it from being found.</summary>
    public string Body { get; private set; } = "{}";

    /// <summary>The beginning of the value as filters write it.</summary>
    public string ValueText { get; private set; } = "";
    public string? Rationale { get; private set; }

    /// <summary>A JSON object of texts.</summary>
    public string? Metadata { get; private set; }

    /// <summary>The assessment that this one takes the place of.</summary>
    public string? Overrides { get; private init; }

    /// <summary>Whether no other assessment took its place.</summary>
    public bool Valid { get; private set; } = true;

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private set; }

    public static Assessment Log(Id<Organization> organization, long trace, AssessmentContent content, long created, long updated)
    {
        var assessment = new Assessment
        {
            OrganizationId = organization,
            TraceKey = trace,
            AssessmentId = $"a-{Guid.NewGuid():N}",
            SpanId = content.SpanId,
            Overrides = content.Overrides,
            CreatedAt = created,
        };
        assessment.Change(content, updated);
        return assessment;
    }

    public void Change(AssessmentContent content, long now)
    {
        (Kind, Name, SourceType, SourceId) = (content.Kind, content.Name, content.SourceType, content.SourceId);
        (Body, Rationale, Metadata, Valid, UpdatedAt) = (content.Body, content.Rationale, content.Metadata, content.Valid, now);
        ValueText = AssessmentValue.Text(content.Body).CutTo(TextHead);
    }

    /// <summary>Another assessment took its place, or that one is gone.</summary>
    public void Stand(bool valid) => Valid = valid;
}

internal sealed class AssessmentMapping : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> assessment)
    {
        assessment.ToTable("TraceAssessments").HasKey(a => a.Key);
        assessment.Property(a => a.AssessmentId).HasMaxLength(Assessment.IdLength);
        assessment.Property(a => a.Kind).HasConversion<int>();
        assessment.Property(a => a.Name).HasMaxLength(Assessment.NameLimit);
        assessment.Property(a => a.SpanId).HasMaxLength(Assessment.SpanIdLimit);
        assessment.Property(a => a.SourceType).HasMaxLength(32);
        assessment.Property(a => a.SourceId).HasMaxLength(Assessment.SourceLimit);
        assessment.Property(a => a.Body);
        assessment.Property(a => a.ValueText).HasMaxLength(Assessment.TextHead);
        assessment.Property(a => a.Rationale);
        assessment.Property(a => a.Metadata);
        assessment.Property(a => a.Overrides).HasMaxLength(Assessment.IdLength);
        assessment.HasIndex(a => a.AssessmentId).IsUnique();
        assessment.HasIndex(a => new { a.TraceKey, a.Kind, a.Name, a.ValueText });
        assessment.HasOne<Trace>().WithMany().HasForeignKey(a => a.TraceKey).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>The value inside an assessment's body.</summary>
internal static class AssessmentValue
{
    /// <summary>The value as JSON; null when there is none.</summary>
    public static string? Json(string body)
    {
        using var parsed = JsonDocument.Parse(body);
        return parsed.RootElement.TryGetProperty("value", out var value) && value.ValueKind is not JsonValueKind.Null ? value.GetRawText()
            // Clients wrap expectations that are objects into text.
            : parsed.RootElement.TryGetProperty("serialized_value", out var wrapped) && wrapped.ValueKind is JsonValueKind.Object && wrapped.TryGetProperty("value", out var text) && text.ValueKind is JsonValueKind.String
                ? IsJson(text.GetString()!) ? text.GetString() : text.GetRawText()
            : null;
    }

    /// <summary>The value as a person or a filter writes it: text without quotes, everything else as JSON.</summary>
    public static string Text(string body)
    {
        if (Json(body) is not { } json)
        {
            return "";
        }

        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind is JsonValueKind.String ? value.RootElement.GetString()! : json;
    }

    /// <summary>What went wrong where there should be a value.</summary>
    public static (string? Code, string? Message) Error(string body)
    {
        using var parsed = JsonDocument.Parse(body);
        return parsed.RootElement.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object
            ? (Member(error, "error_code") ?? "ERROR", Member(error, "error_message"))
            : (null, null);
    }

    public static bool IsJson(string text) => KindOf(text) is not JsonValueKind.Undefined;

    public static bool IsObject(string text) => KindOf(text) is JsonValueKind.Object;

    private static JsonValueKind KindOf(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.ValueKind;
        }
        catch (JsonException)
        {
            return JsonValueKind.Undefined;
        }
    }

    private static string? Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
}
