using System.Text.Json;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;
using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>One trace: its spans as a tree and over time, what the selected span carries, and what is thought of the answer. The span and the zoom are in the address.</summary>
public sealed partial class TracePage(TraceService traces, SpanService spans, TraceLogService log, Access access, NavigationManager navigation, IDialogService dialogs, ISnackbar notices)
{
    private TraceDetails? _trace;
    private TraceSpans? _spans;
    private SpanDetails? _details;
    private string? _refusal;
    private string? _unread;
    private string? _shown;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string TraceId { get; set; } = "";
    [SupplyParameterFromQuery] private string? Span { get; set; }
    [SupplyParameterFromQuery] private string? Zoom { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != TraceId)
        {
            _shown = TraceId;
            (_trace, _spans, _details) = (null, null, null);
            _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
            await LoadAsync();
        }

        await SelectAsync();
    }

    private async Task LoadAsync()
    {
        await ReadTraceAsync();
        if (_refusal is null)
        {
            await ReadSpansAsync();
        }
    }

    private async Task ReadTraceAsync()
    {
        var found = await traces.GetAsync(Current.Known, TraceId, CancellationToken.None);
        _refusal = found.Refusal?.Message;
        _trace = found.Refusal is null ? found.Value : null;
    }

    private async Task ReadSpansAsync()
    {
        var read = await spans.ListAsync(Current.Known, TraceId, CancellationToken.None);
        (_spans, _unread) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
    }

    private async Task SelectAsync()
    {
        var wanted = Span ?? (_spans is { Spans.Count: > 0 } ? new SpanTree(_spans.Spans).Root?.SpanId : null);
        if (wanted is not null && _spans is not null && wanted != _details?.Span.SpanId)
        {
            var read = await spans.GetAsync(Current.Known, TraceId, wanted, CancellationToken.None);
            _details = read.Refusal is null ? read.Value : null;
        }
    }

    // The spans of a trace come once; what changes afterwards is said about it.
    private async Task RefreshAsync()
    {
        await ReadTraceAsync();
        if (_refusal is null && (_spans is null || _spans.Spans.Count < _spans.Expected))
        {
            await ReadSpansAsync();
            await SelectAsync();
        }
    }

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value), replace: true);

    private async Task DeleteAsync()
    {
        if (await dialogs.ShowMessageBoxAsync("Delete this trace?", "Its spans and assessments go with it. This can't be undone.", yesText: "Delete", cancelText: "Keep") is not true)
        {
            return;
        }

        if ((await log.RemoveAsync(Current.Known, [TraceId], CancellationToken.None)).Refusal is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return;
        }

        notices.Add("Deleted 1 trace.", Severity.Normal);
        navigation.NavigateTo(Current.Href("traces"));
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static List<KeyValuePair<string, string>> Pairs(IReadOnlyList<KeyValue> pairs) => [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value))];
}
