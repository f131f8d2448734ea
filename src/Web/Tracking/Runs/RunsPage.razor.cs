using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Shared.Session;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>An experiment's runs. Filter, order and view are in the address; what changes elsewhere is read again where the reader is looking.</summary>
public sealed partial class RunsPage(
    ExperimentService experiments, RunService runs, RunLogService log, Access access, NavigationManager navigation, ISnackbar notices)
{
    private readonly HashSet<string> _selected = [];
    private ExperimentDetails? _experiment;
    private RunsTable? _table;
    private RunRows? _rows;
    private RunColumnChoice _columns = RunColumnChoice.None;
    private TableOrder? _order;
    private string _filter = "";
    private string? _missing;
    private string? _unreadable;
    private bool _isEmpty;
    private bool _mayWrite;
    private int _count;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public long Number { get; set; }
    [SupplyParameterFromQuery] private string? Filter { get; set; }
    [SupplyParameterFromQuery] private string? Order { get; set; }
    [SupplyParameterFromQuery] private string? View { get; set; }

    private bool IsTrash => View == "deleted";

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    private string Counted => string.Create(CultureInfo.InvariantCulture, $"{_count:N0} {(_count == 1 ? "run" : "runs")}");

    protected override async Task OnParametersSetAsync()
    {
        if (_experiment?.Number != Number)
        {
            _columns = RunColumnChoice.None;
            _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
            await ReadExperimentAsync();
        }

        if (_experiment is not null)
        {
            await SearchAsync();
        }
    }

    private async Task ReadExperimentAsync()
    {
        var found = await experiments.GetAsync(Current.Known, Number, CancellationToken.None);
        (_experiment, _missing) = found.Refusal is { } refusal ? (null, refusal.Message) : (found.Value, (string?)null);
    }

    private async Task SearchAsync()
    {
        (_order, _filter) = (TableOrder.Read(Order), Filter ?? "");
        var search = new RunSearch([Number], Filter, IsTrash ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, _order is null ? null : [_order.ToString()]);
        if (_rows?.Search is { } shown && shown.Filter == search.Filter && shown.View == search.View && Order == shown.OrderBy?[0] && shown.Experiments?[0] == Number)
        {
            return;
        }

        var rows = new RunRows(runs, Current.Known, search);
        var counted = await rows.CountAsync(CancellationToken.None);
        _unreadable = counted.Refusal?.Message;
        if (_unreadable is not null)
        {
            // What was found before stays, so that a slip in the filter doesn't empty the screen.
            return;
        }

        (_rows, _count) = (rows, counted.Value);
        _selected.Clear();
        await ChooseColumnsAsync();
    }

    private async Task ChooseColumnsAsync()
    {
        var keys = await runs.KeysAsync(Current.Known, [Number], CancellationToken.None);
        if (keys.Refusal is null)
        {
            _columns = _columns.With(keys.Value, _order);
        }

        _isEmpty = _count == 0 && Filter is not { Length: > 0 } && !IsTrash
            && await runs.CountAsync(Current.Known, new RunSearch([Number], View: LifecycleView.All), CancellationToken.None) is { Refusal: null, Value: 0 };
    }

    private async Task RefreshAsync()
    {
        await ReadExperimentAsync();
        if (_rows is null || await _rows.CountAsync(CancellationToken.None) is not { Refusal: null } counted)
        {
            return;
        }

        _count = counted.Value;
        if (_isEmpty || _columns.Metrics.Count < RunColumnChoice.MostMetrics || _columns.Params.Count < RunColumnChoice.MostParams)
        {
            await ChooseColumnsAsync();
        }

        if (_table is not null)
        {
            await _table.RefreshAsync();
        }
    }

    private void Refuse(Refusal refusal)
    {
        _unreadable = refusal.Message;
        StateHasChanged();
    }

    private void ApplyFilter() => Go("filter", _filter.Trim() is { Length: > 0 } filter ? filter : null);

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value));

    private async Task TrashAsync()
    {
        string[] chosen = [.. _selected];
        var restores = IsTrash;
        if (await TrashAsync(chosen, restores) is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return;
        }

        _selected.Clear();
        await RefreshAsync();
        notices.Add($"{(restores ? "Restored" : "Deleted")} {(chosen.Length == 1 ? "1 run" : $"{chosen.Length} runs")}.", Severity.Normal, options =>
        {
            options.Action = "Undo";
            options.OnClick = async _ =>
            {
                await TrashAsync(chosen, !restores);
                await InvokeAsync(RefreshAsync);
            };
        });
    }

    // All at once: they share one commit.
    private async Task<Refusal?> TrashAsync(string[] chosen, bool restores)
    {
        var outcomes = await Task.WhenAll(chosen.Select(run =>
            restores ? log.RestoreAsync(Current.Known, run, CancellationToken.None) : log.DeleteAsync(Current.Known, run, CancellationToken.None)));
        return outcomes.Select(outcome => outcome.Refusal).FirstOrDefault(refusal => refusal is not null);
    }
}
