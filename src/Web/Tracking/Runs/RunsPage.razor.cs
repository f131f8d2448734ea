using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Shared.Session;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>
/// The runs of an experiment, or of several. Filter, order, columns, view and nesting are in the address; what changes elsewhere is read again where the
/// reader is looking.
/// </summary>
public sealed partial class RunsPage(ExperimentService experiments, RunService runs, Access access, NavigationManager navigation)
{
    private const int MostExperiments = 1_000;

    private readonly RunChoice _choice = new();
    private Dictionary<long, string> _names = [];
    private ExperimentDetails? _experiment;
    private FilterField? _field;
    private RunsTable? _table;
    private RunRows? _rows;
    private RunTree? _tree;
    private RunColumnChoice _columns = RunColumnChoice.None;
    private IReadOnlyList<RunColumn> _shown = [];
    private TableOrder? _order;
    private string? _scope;
    private string? _missing;
    private string? _unreadable;
    private bool _isReady;
    private bool _isEmpty;
    private bool _mayWrite;
    private int _count;
    private int _new;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public long? Number { get; set; }
    [SupplyParameterFromQuery] private string? Filter { get; set; }
    [SupplyParameterFromQuery] private string? Order { get; set; }
    [SupplyParameterFromQuery] private string? Columns { get; set; }
    [SupplyParameterFromQuery] private string? View { get; set; }
    [SupplyParameterFromQuery] private string? Nested { get; set; }
    [SupplyParameterFromQuery] private string? Experiments { get; set; }
    [SupplyParameterFromQuery] private string? About { get; set; }
    [SupplyParameterFromQuery] private string? Discussion { get; set; }

    private bool IsTrash => View == "deleted";

    private bool IsTree => Nested == "tree";

    private string Title => Number is null ? "Runs" : _experiment?.Name ?? "Experiment";

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    private string Counted => string.Create(CultureInfo.InvariantCulture, $"{RunTotal.Text(_count)} {(_count == 1 ? "run" : "runs")}{(IsTree && _rows is { Total: var top } && top < _count ? $", {RunTotal.Text(top)} at the top" : "")}");

    /// <summary>Numbers of the experiments; null for all of the project.</summary>
    private IReadOnlyList<long>? Scope => Number is { } number ? [number]
        : ExperimentNumbers.Read(Experiments) is { Count: > 0 } named ? named
        : null;

    // The list that a run's page goes along.
    private Neighbours.RunListPlace Place => new(Filter, Order, View, Number is null ? Experiments ?? Neighbours.RunListPlace.AllExperiments : null);

    // Everything that the filter finds, whether it is shown at the top or below other runs.
    private RunSearch Found => _rows!.Search with { RootsOnly = false };

    protected override async Task OnParametersSetAsync()
    {
        var scope = $"{Current.Id}/{Number}/{Experiments}";
        if (_scope != scope)
        {
            (_scope, _columns, _missing, _isReady) = (scope, RunColumnChoice.None, null, false);
            _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
            await ReadExperimentAsync();
            if (_missing is not null)
            {
                return;
            }
        }

        if (_missing is null)
        {
            await SearchAsync();
            _isReady = true;
        }
    }

    private async Task ReadExperimentAsync()
    {
        if (Number is { } number)
        {
            var found = await experiments.GetAsync(Current.Known, number, CancellationToken.None);
            (_experiment, _missing) = found.Refusal is { } refusal ? (null, refusal.Message) : (found.Value, (string?)null);
            _names = _experiment is null ? [] : new() { [number] = _experiment.Name };
        }
        else
        {
            _experiment = null;
            await ReadExperimentsAsync();
        }
    }

    private async Task<IReadOnlyList<ExperimentDetails>> ReadExperimentsAsync()
    {
        var all = await experiments.SearchAsync(Current.Known, new ExperimentSearch(MostExperiments), CancellationToken.None);
        if (all.Refusal is not null)
        {
            return [];
        }

        _names = all.Value.Items.ToDictionary(experiment => experiment.Number, experiment => experiment.Name);
        return all.Value.Items;
    }

    private string NameOf(long experiment) => _names.GetValueOrDefault(experiment) ?? string.Create(CultureInfo.InvariantCulture, $"#{experiment}");

    private async Task SearchAsync()
    {
        _order = TableOrder.Read(Order);
        var search = new RunSearch(Scope, Filter, IsTrash ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, _order is null ? null : [_order.ToString()], RootsOnly: IsTree);
        if (_rows?.Search is { } shown && Words(shown) == Words(search))
        {
            ShowColumns();
            return;
        }

        var rows = new RunRows(runs, Current.Known, search);
        var counted = await rows.CountAsync(CancellationToken.None);
        if (IsTree && counted.Refusal is null)
        {
            counted = await runs.CountAsync(Current.Known, search with { RootsOnly = false }, RunTotal.Most, CancellationToken.None);
        }

        // A filter that can't be read is marked where it stands, and what was found before stays.
        _unreadable = counted.Refusal is UnreadableFilter && _rows is not null ? null : counted.Refusal?.Message;
        if (counted.Refusal is not null)
        {
            ShowColumns();
            return;
        }

        (_rows, _tree) = (rows, new RunTree(runs, Current.Known, rows));
        (_count, _new) = (counted.Value, 0);
        _choice.Clear();
        await ChooseColumnsAsync();
    }

    private static string Words(RunSearch search) => $"{string.Join(',', search.Experiments ?? [-1])}\n{search.Filter}\n{search.View}\n{search.OrderBy?[0]}\n{search.RootsOnly}";

    private async Task ChooseColumnsAsync()
    {
        var keys = await runs.KeysAsync(Current.Known, Scope, CancellationToken.None);
        if (keys.Refusal is null)
        {
            _columns = _columns.With(keys.Value, _order);
        }

        ShowColumns();
        _isEmpty = _count == 0 && Filter is not { Length: > 0 } && !IsTrash
            && await runs.CountAsync(Current.Known, new RunSearch(Scope, View: LifecycleView.All), 1, CancellationToken.None) is { Refusal: null, Value: 0 };
    }

    private void ShowColumns()
    {
        // Where there is one experiment alone, its name beside every run says nothing.
        IEnumerable<RunColumn> columns = Number is null && _names.Count != 1 ? [RunColumn.Of(new(RunFieldKind.Attribute, "experiment_id")), .. _columns.All] : _columns.All;
        if (Columns is not null)
        {
            var chosen = RunField.Read(Columns);
            _unreadable ??= chosen.Refusal?.Message;
            columns = chosen.Refusal is null ? chosen.Value.Where(field => field != RunColumn.RunName.Field).Select(RunColumn.Of) : columns;
        }

        var shown = columns.ToList();
        _shown = _shown.SequenceEqual(shown) ? _shown : shown;
    }

    // Columns are tried one after another: a step back is a step back from the table, not through each of them.
    private void ChooseColumns(IReadOnlyList<RunField>? fields) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("columns", fields is null ? null : RunField.Write(fields)), replace: true);

    private async Task RefreshAsync()
    {
        if (Number is not null)
        {
            await ReadExperimentAsync();
        }

        if (_rows is null || _tree is null)
        {
            return;
        }

        _rows.Stays = _table is not null && (!_table.IsAtTop || !_choice.IsEmpty || _tree.HasOpen);
        if (await runs.CountAsync(Current.Known, Found, RunTotal.Most, CancellationToken.None) is not { Refusal: null } counted)
        {
            return;
        }

        _count = counted.Value;
        _new = _rows.Stays ? await _rows.NewAsync(CancellationToken.None) : 0;
        if (Columns is null && (_isEmpty || _columns.Metrics.Count < RunColumnChoice.MostMetrics || _columns.Params.Count < RunColumnChoice.MostParams))
        {
            await ChooseColumnsAsync();
        }

        _field?.Forget();
        if (_table is not null)
        {
            await _table.RefreshAsync();
        }
    }

    // Back at the top, what is new shows itself, unless somebody is in the middle of something.
    private Task ReturnAsync() => _new > 0 && _choice.IsEmpty && _tree?.HasOpen is false ? RefreshAsync() : Task.CompletedTask;

    private async Task ShowNewAsync()
    {
        _choice.Clear();
        await ReadAgainAsync();
        await (_table?.ToTopAsync() ?? Task.CompletedTask);
    }

    private async Task ReadAgainAsync()
    {
        if (_rows is not null)
        {
            _tree!.CloseAll();
            _rows.Forget();
            await RefreshAsync();
            _new = 0;
        }
    }

    private void Refuse(Refusal refusal)
    {
        _unreadable = refusal.Message;
        StateHasChanged();
    }

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value));

    private string Csv(bool asShown)
    {
        var parts = new Dictionary<string, object?>
        {
            ["filter"] = Filter,
            ["order"] = _order?.ToString(),
            ["view"] = IsTrash ? "deleted" : null,
            ["columns"] = asShown ? RunField.Write(_shown.Select(column => column.Field).Prepend(RunColumn.RunName.Field)) : null,
            ["experiment"] = Scope?.ToArray(),
        };
        return navigation.GetUriWithQueryParameters($"{navigation.BaseUri}api/v1/organizations/{Current.Organization}/projects/{Current.Slug}/runs.csv", parts);
    }
}
