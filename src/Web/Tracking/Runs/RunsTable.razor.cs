using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;
using Slipway.Shared.Session;
using Slipway.Foundation.Results;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A window over the runs of a search: rows are read as they scroll into sight, and only the values of the columns that are shown.</summary>
public sealed partial class RunsTable(IJSRuntime js) : IAsyncDisposable
{
    private const string Keys = "j k|Next and previous run\nEnter|Open the run\nx|Choose the run; with Shift, all from the one before\n→ ←|Show and hide the parts of a run\nEsc|Choose none\nShift → ←|In a column's head: wider and narrower";
    private const int RowHeight = 36;
    private const int HeadHeight = 58;
    private const int ScrollbarHeight = 16;
    private const int CheckWidth = 40;
    private const int Narrowest = 56;
    private const int Widest = 900;
    private const int RangeLimit = 1_000;
    private const int Step = 18;

    private Virtualize<RunRow>? _virtualize;
    private ElementReference _frame;
    private DotNetObjectReference<RunsTable>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _keys;
    private Dictionary<string, int> _widths = [];
    private RunTree? _read;
    private IReadOnlyList<RunColumn>? _readColumns;
    private bool _isRange;
    private int? _lastChosen;

    [Parameter, EditorRequired] public RunTree Tree { get; set; } = null!;

    /// <summary>The columns after the name, in order.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<RunColumn> Columns { get; set; } = [];

    /// <summary>How many runs the search finds, those in closed parents too.</summary>
    [Parameter, EditorRequired] public int Found { get; set; }

    [Parameter, EditorRequired] public Func<string, string> RunHref { get; set; } = id => id;

    /// <summary>What an experiment is called, by its number.</summary>
    [Parameter, EditorRequired] public Func<long, string> ExperimentName { get; set; } = number => $"#{number}";

    /// <summary>The runs that are chosen; changed here.</summary>
    [Parameter, EditorRequired] public RunChoice Choice { get; set; } = null!;

    [Parameter] public EventCallback ChoiceChanged { get; set; }

    [Parameter] public TableOrder? Order { get; set; }
    [Parameter] public EventCallback<RunColumn> OnOrder { get; set; }

    /// <summary>Told when rows can't be read any more.</summary>
    [Parameter] public EventCallback<Refusal> Refused { get; set; }

    /// <summary>Told when the reader comes back to the top, where what is new may show itself.</summary>
    [Parameter] public EventCallback OnTop { get; set; }

    /// <summary>Whether the reader is at the first rows.</summary>
    internal bool IsAtTop { get; private set; } = true;

    private RunColumns Wanted => RunField.Wanted([.. Columns.Select(column => column.Field)]);

    private int Width => CheckWidth + WidthOf(RunColumn.RunName) + Columns.Sum(WidthOf);

    // What somebody didn't choose is the style sheet's, which gives it less on a phone.
    private string? NameWidth => _widths.ContainsKey(RunColumn.RunName.OrderKey) ? $"width:{WidthOf(RunColumn.RunName)}px" : null;

    // As high as its rows, as far as the window goes: then scrolling happens inside, under the column heads.
    private string Height => string.Create(CultureInfo.InvariantCulture, $"height:min(max(50vh, 100vh - 270px), {HeadHeight + ScrollbarHeight}px + {Math.Max(Tree.Total, 1)} * var(--row))");

    // The metric that stands below the name where there is no room for columns: the one that orders the runs, else the first.
    private RunColumn? Telling =>
        Columns.FirstOrDefault(column => column.Field.Kind is RunFieldKind.Metric && column.OrderKey == Order?.Key) ?? Columns.FirstOrDefault(column => column.Field.Kind is RunFieldKind.Metric);

    private IEnumerable<(RunFieldKind Kind, int Count, bool IsFirst)> Groups
    {
        get
        {
            var from = 0;
            for (var i = 1; i <= Columns.Count; i++)
            {
                if (i == Columns.Count || Columns[i].Field.Kind != Columns[from].Field.Kind)
                {
                    yield return (Columns[from].Field.Kind, i - from, from == 0);
                    from = i;
                }
            }
        }
    }

    /// <summary>Reads again what is in sight; what is scrolled to and has the focus stays.</summary>
    internal async Task RefreshAsync()
    {
        if (_virtualize is not null)
        {
            await Tree.RefreshAsync(Wanted, CancellationToken.None);
            await _virtualize.RefreshDataAsync();
            StateHasChanged();
        }
    }

    /// <summary>Scrolls to the first rows.</summary>
    internal async Task ToTopAsync()
    {
        IsAtTop = true;
        await (_keys?.InvokeVoidAsync("toTop") ?? ValueTask.CompletedTask);
    }

    [JSInvokable]
    public Task AtTopAsync(bool isAtTop)
    {
        IsAtTop = isAtTop;
        return isAtTop ? InvokeAsync(OnTop.InvokeAsync) : Task.CompletedTask;
    }

    /// <summary>Gives a column a width, or its usual one again.</summary>
    [JSInvokable]
    public void Widen(string column, int? width)
    {
        if (width is { } pixels)
        {
            _widths[column] = Math.Clamp(pixels, Narrowest, Widest);
        }
        else
        {
            _widths.Remove(column);
        }

        StateHasChanged();
    }

    [JSInvokable]
    public Task ChooseNoneAsync()
    {
        Choice.Clear();
        return InvokeAsync(ChoiceChanged.InvokeAsync);
    }

    protected override async Task OnParametersSetAsync()
    {
        var stale = _read is not null && (_read != Tree || !_readColumns!.SequenceEqual(Columns));
        _lastChosen = _read == Tree ? _lastChosen : null;
        (_read, _readColumns) = (Tree, Columns);
        if (stale)
        {
            await RefreshAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./Tracking/Runs/RunsTable.razor.js");
            _keys = await _module.InvokeAsync<IJSObjectReference>("attach", _frame, _self);
            // Widths are the browser's: what fits one screen doesn't fit another.
            _widths = await _keys.InvokeAsync<Dictionary<string, int>>("widths");
            if (_widths.Count > 0)
            {
                StateHasChanged();
            }
        }
    }

    private async ValueTask<ItemsProviderResult<RunRow>> ReadAsync(ItemsProviderRequest request)
    {
        var read = await Tree.ReadAsync(request.StartIndex, request.Count, Wanted, request.CancellationToken);
        if (read.Refusal is { } refusal)
        {
            await Refused.InvokeAsync(refusal);
            return new([], 0);
        }

        return new(read.Value, Tree.Total);
    }

    private async Task ToggleAsync(RunRow row)
    {
        await Tree.ToggleAsync(row, Wanted, CancellationToken.None);
        await (_virtualize?.RefreshDataAsync() ?? Task.CompletedTask);
    }

    // With Shift held, everything from the row that was clicked before.
    private async Task ChooseAsync(RunRow row, bool chosen)
    {
        IEnumerable<RunRow> rows = [row];
        if (_isRange && _lastChosen is { } last && Math.Abs(last - row.Place) < RangeLimit)
        {
            var between = await Tree.ReadAsync(Math.Min(last, row.Place), Math.Abs(last - row.Place) + 1, RunField.Wanted([]), CancellationToken.None);
            rows = between.Refusal is null ? between.Value.Where(each => each.More == 0) : rows;
        }

        foreach (var each in rows)
        {
            Choice.Set(each.Id, chosen);
        }

        _lastChosen = row.Place;
        await ChoiceChanged.InvokeAsync();
    }

    private Task ChooseAllAsync(bool chosen)
    {
        if (chosen)
        {
            Choice.All();
        }
        else
        {
            Choice.Clear();
        }

        return ChoiceChanged.InvokeAsync();
    }

    private int WidthOf(RunColumn column) => _widths.GetValueOrDefault(column.OrderKey, column.Width);

    private string CellClass(int i) =>
        $"{(Columns[i].IsNumeric ? "numeric" : "")} {(i > 0 && Columns[i].Field.Kind != Columns[i - 1].Field.Kind ? "first" : "")}";

    private string? Indent(RunRow row) => !Tree.IsTree ? null : string.Create(CultureInfo.InvariantCulture, $"padding-left:{12 + (row.Depth * Step) + (row.Children > 0 ? 0 : Step + 4)}px");

    private static string NameOf(RunRow row) => row.Run.Info.Name.Length > 0 ? row.Run.Info.Name : row.Id;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_keys?.InvokeVoidAsync("dispose") ?? ValueTask.CompletedTask);
            await (_keys?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_module?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }

        _self?.Dispose();
    }
}
