using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Traces;

/// <summary>
/// A project's traces, newest first. Filter, status, time and experiment are in the address. New traces come in by themselves while the reader is at
/// the top; further down the rows stay where they are, and a button says how many there are above.
/// </summary>
public sealed partial class TracesPage(TraceService traces, TraceLogService log, Access access, NavigationManager navigation, IDialogService dialogs, ISnackbar notices, TimeProvider time)
{
    private static readonly (string? Status, string Text)[] States = [(null, "All"), ("OK", "OK"), ("ERROR", "Error"), ("IN_PROGRESS", "In progress")];
    private static readonly (string Since, string Text)[] Ranges = [("", "Any time"), ("1h", "Last hour"), ("1d", "Last day"), ("7d", "Last 7 days"), ("30d", "Last 30 days")];

    private readonly HashSet<string> _chosen = [];
    private Virtualize<TraceSummary>? _virtualize;
    private TraceSearch? _search;
    private string _filter = "";
    private string? _unreadable;
    private long? _newest;
    private int _start;
    private int _total;
    private int _later;
    private bool _isEmpty;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [SupplyParameterFromQuery] private string? Filter { get; set; }
    [SupplyParameterFromQuery] private string? Status { get; set; }
    [SupplyParameterFromQuery] private string? Since { get; set; }
    [SupplyParameterFromQuery] private long? Experiment { get; set; }

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    // As high as its rows, as far as the window goes: then scrolling happens inside, under the column heads.
    private string Height => string.Create(CultureInfo.InvariantCulture, $"height:min(max(50vh, 100vh - 270px), {52 + (_total * 36)}px)");

    protected override async Task OnParametersSetAsync()
    {
        _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
        _filter = Filter ?? "";
        var wanted = new TraceSearch(Experiment is { } only ? [only] : null, Asked());
        if (_search is { } shown && shown.Filter == wanted.Filter && (shown.Experiments?[0], _newest is null) == (Experiment, false))
        {
            return;
        }

        var counted = await traces.WindowAsync(Current.Known, wanted, 0, 0, null, CancellationToken.None);
        _unreadable = counted.Refusal?.Message;
        if (_unreadable is not null)
        {
            // What was found before stays, so that a slip in the filter doesn't empty the screen.
            _newest ??= 0;
            return;
        }

        _chosen.Clear();
        (_search, _start) = (wanted, 0);
        await TakeAsync(counted.Value);
    }

    // The comparisons that the controls stand for, and those that were written.
    private string? Asked()
    {
        var span = Since switch { "1h" => TimeSpan.FromHours(1), "1d" => TimeSpan.FromDays(1), "7d" => TimeSpan.FromDays(7), "30d" => TimeSpan.FromDays(30), _ => TimeSpan.Zero };
        string?[] parts =
        [
            States.Any(state => state.Status == Status) && Status is not null ? $"status = '{Status}'" : null,
            // To the minute, so that the search stays the same one while it is looked at.
            span > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"timestamp_ms >= {(time.GetUtcNow() - span).ToUnixTimeMilliseconds() / 60_000 * 60_000}") : null,
            Filter is { Length: > 0 } ? Filter : null,
        ];
        return string.Join(" AND ", parts.OfType<string>()) is { Length: > 0 } all ? all : null;
    }

    private async Task TakeAsync(TraceWindow counted)
    {
        (_newest, _total, _later) = (counted.Newest, counted.Total, 0);
        _isEmpty = _total == 0 && _search!.Filter is null;
        if (_virtualize is not null)
        {
            await _virtualize.RefreshDataAsync();
        }
    }

    private async ValueTask<ItemsProviderResult<TraceSummary>> ReadAsync(ItemsProviderRequest request)
    {
        _start = request.StartIndex;
        var window = await traces.WindowAsync(Current.Known, _search!, request.StartIndex, Math.Min(request.Count, TraceSearch.MostResults), _newest, request.CancellationToken);
        if (window.Refusal is { } refusal)
        {
            _unreadable = refusal.Message;
            StateHasChanged();
            return new([], 0);
        }

        return new(window.Value.Items, window.Value.Total);
    }

    private async Task RefreshAsync()
    {
        if (_search is null || await traces.WindowAsync(Current.Known, _search, 0, 0, null, CancellationToken.None) is not { Refusal: null } counted)
        {
            return;
        }

        if (_start == 0 || _isEmpty)
        {
            await TakeAsync(counted.Value);
            return;
        }

        _later = Math.Max(0, counted.Value.Total - _total);
        if (_virtualize is not null)
        {
            await _virtualize.RefreshDataAsync();
        }
    }

    private Task ShowNewestAsync()
    {
        _start = 0;
        return RefreshAsync();
    }

    private void Choose(string trace, bool chosen) => _ = chosen ? _chosen.Add(trace) : _chosen.Remove(trace);

    private async Task DeleteAsync()
    {
        string[] doomed = [.. _chosen];
        var what = doomed.Length == 1 ? "this trace" : $"these {doomed.Length} traces";
        if (await dialogs.ShowMessageBoxAsync($"Delete {what}?", "Their spans and assessments go with them. This can't be undone.", yesText: "Delete", cancelText: "Keep") is not true)
        {
            return;
        }

        var refusal = (await log.RemoveAsync(Current.Known, doomed, CancellationToken.None)).Refusal;
        notices.Add(refusal?.Message ?? $"Deleted {(doomed.Length == 1 ? "1 trace" : $"{doomed.Length} traces")}.", refusal is null ? Severity.Normal : Severity.Error);
        _chosen.Clear();
        await ShowNewestAsync();
    }

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value));
}
