using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Assessments;

/// <summary>What was thought of a trace, and a form to say what one thinks oneself.</summary>
public sealed partial class AssessmentList(AssessmentService service, ISnackbar notices)
{
    private Form? _form;
    private string? _editing;
    private string? _refusal;

    [Parameter, EditorRequired] public KnownProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string TraceId { get; set; } = "";
    [Parameter, EditorRequired] public IReadOnlyList<AssessmentDetails> Assessments { get; set; } = [];

    /// <summary>Whether the person may add, edit and delete; the service asks again.</summary>
    [Parameter] public bool MayWrite { get; set; }

    /// <summary>Something was changed here.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private void Begin() => (_form, _editing, _refusal) = (new(), null, null);

    private void Edit(AssessmentDetails each) =>
        (_form, _editing, _refusal) = (new() { Kind = each.Kind, Name = each.Name, Value = Shown(each), Rationale = each.Rationale ?? "" }, each.AssessmentId, null);

    private async Task SaveAsync()
    {
        var form = _form!;
        var value = ValueOf(form.Value.Trim());
        var saved = _editing is { } known
            ? await service.ReviseAsync(Project, TraceId, known, new(value, form.Rationale), CancellationToken.None)
            : await service.AddAsync(Project, TraceId, new(form.Name.Trim(), form.Kind, value, form.Rationale), CancellationToken.None);
        _refusal = saved.Refusal?.Message;
        if (_refusal is null)
        {
            _form = null;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task DeleteAsync(AssessmentDetails each)
    {
        var refusal = (await service.DeleteAsync(Project, TraceId, each.AssessmentId, CancellationToken.None)).Refusal;
        notices.Add(refusal?.Message ?? $"Deleted '{each.Name}'.", refusal is null ? Severity.Normal : Severity.Error);
        await OnChanged.InvokeAsync();
    }

    // What reads as a number, true, false or a list is one; everything else is text.
    private static JsonNode? ValueOf(string written)
    {
        try
        {
            return JsonNode.Parse(written) ?? JsonValue.Create(written);
        }
        catch (JsonException)
        {
            return JsonValue.Create(written);
        }
    }

    private static string Shown(AssessmentDetails each) => each.Value is { } json ? TraceText.Shown(json) : "";

    private static string Source(AssessmentDetails each) => each.SourceType switch { "LLM_JUDGE" => "(model)", "CODE" => "(code)", _ => "" };

    private sealed class Form
    {
        public AssessmentKind Kind { get; set; } = AssessmentKind.Feedback;
        public string Name { get; set; } = "";
        public string Value { get; set; } = "";
        public string Rationale { get; set; } = "";
    }
}
