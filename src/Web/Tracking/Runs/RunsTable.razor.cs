using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Slipway.Foundation.Results;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A window over an experiment's runs: rows are read as they scroll into sight, and only the values of the columns that are shown.</summary>
public sealed partial class RunsTable
{
    private const int RowHeight = 36;
    private const int HeadHeight = 58;
    private const int ScrollbarHeight = 16;
    private const int PinnedWidth = 290;
    private const int RangeLimit = 1_000;

    private Virtualize<RunRow>? _virtualize;
    private RunRows? _read;
    private RunColumnChoice? _readColumns;
    private bool _isRange;
    private int? _lastChosen;

    [Parameter, EditorRequired] public int Count { get; set; }
    [Parameter, EditorRequired] public Func<string, string> RunHref { get; set; } = id => id;

    /// <summary>The ids of the runs that are chosen; changed here.</summary>
    [Parameter, EditorRequired] public HashSet<string> Selected { get; set; } = [];

    [Parameter] public EventCallback SelectionChanged { get; set; }

    [Parameter, EditorRequired] public RunRows Rows { get; set; } = null!;
    [Parameter, EditorRequired] public RunColumnChoice Columns { get; set; } = RunColumnChoice.None;
    [Parameter] public TableOrder? Order { get; set; }
    [Parameter] public EventCallback<RunColumn> OnOrder { get; set; }

    /// <summary>Told when rows can't be read any more.</summary>
    [Parameter] public EventCallback<Refusal> Refused { get; set; }

    private List<RunColumn> Shown => [.. RunColumn.Attributes, .. Columns.Metrics, .. Columns.Params];

    private int Width => PinnedWidth + Shown.Sum(column => column.Width);

    // As high as its rows, as far as the window goes: then scrolling happens inside, under the column heads.
    private string Height => string.Create(CultureInfo.InvariantCulture, $"height:min(max(50vh, 100vh - 270px), {HeadHeight + ScrollbarHeight + (Count * RowHeight)}px)");

    /// <summary>Reads again what is in sight; what is scrolled to and has the focus stays.</summary>
    internal async Task RefreshAsync()
    {
        if (_virtualize is not null)
        {
            await _virtualize.RefreshDataAsync();
            StateHasChanged();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var stale = _read is not null && (_read != Rows || _readColumns != Columns);
        _lastChosen = _read == Rows ? _lastChosen : null;
        (_read, _readColumns) = (Rows, Columns);
        if (stale)
        {
            await RefreshAsync();
        }
    }

    private async ValueTask<ItemsProviderResult<RunRow>> ReadAsync(ItemsProviderRequest request)
    {
        var read = await Rows.ReadAsync(request.StartIndex, request.Count, Columns.Wanted, request.CancellationToken);
        if (read.Refusal is { } refusal)
        {
            await Refused.InvokeAsync(refusal);
            return new([], 0);
        }

        return new(read.Value, Rows.Total);
    }

    // With Shift held, everything from the row that was clicked before.
    private async Task ChooseAsync(RunRow row, bool chosen)
    {
        IEnumerable<RunRow> rows = [row];
        if (_isRange && _lastChosen is { } last && Math.Abs(last - row.Place) < RangeLimit)
        {
            var between = await Rows.ReadAsync(Math.Min(last, row.Place), Math.Abs(last - row.Place) + 1, RunColumnChoice.None.Wanted, CancellationToken.None);
            rows = between.Refusal is null ? between.Value : rows;
        }

        foreach (var each in rows)
        {
            _ = chosen ? Selected.Add(each.Run.Info.RunId) : Selected.Remove(each.Run.Info.RunId);
        }

        _lastChosen = row.Place;
        await SelectionChanged.InvokeAsync();
    }

    private static DateTime Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;

    // Without an end a run counts up; one that has ended, and whose client never said when, must not.
    private static DateTime? Start(RunInfo run) => run.EndTime is not null || run.Status is RunStatus.Running ? Moment(run.StartTime) : null;

    private static DateTime? End(RunInfo run) => run.EndTime is { } end ? Moment(end) : null;
}
