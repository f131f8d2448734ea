using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Experiments;

/// <summary>A project's experiments. Names are read a thousand at a time, what was done in them only for those in sight.</summary>
public sealed partial class ExperimentsPage(ExperimentService experiments, Access access, NavigationManager navigation, IDialogService dialogs, ISnackbar notices)
{
    private const int AtOnce = 1_000;

    // In the order in which they were chosen, which is the order in which they stand side by side.
    private readonly List<long> _chosen = [];
    private Virtualize<ExperimentRow>? _virtualize;
    private List<ExperimentDetails>? _found;
    private TableOrder? _order;
    private ElementReference _newName;
    private ElementReference _rename;
    private string? _more;
    private string? _unreadable;
    private string? _refusal;
    private string _search = "";
    private string _name = "";
    private long? _renaming;
    private bool _isCreating;
    private bool _mayWrite;
    private bool _focuses;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [SupplyParameterFromQuery] private string? Name { get; set; }
    [SupplyParameterFromQuery] private string? Order { get; set; }
    [SupplyParameterFromQuery] private string? View { get; set; }

    private bool IsTrash => View == "deleted";

    private string Counted => string.Create(
        CultureInfo.InvariantCulture, $"{(_more is null ? "" : "The first ")}{_found?.Count:N0} {(_found?.Count == 1 ? "experiment" : "experiments")}");

    protected override async Task OnParametersSetAsync()
    {
        (_search, _order, _isCreating, _renaming) = (Name ?? "", TableOrder.Read(Order), false, null);
        _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focuses)
        {
            _focuses = false;
            await (_renaming is null ? _newName : _rename).FocusAsync();
        }
    }

    private Task ReadAsync() => ReadAsync(null, Math.Max(AtOnce, _found?.Count ?? 0));

    private async Task ReadAsync(string? token, int count)
    {
        var page = await experiments.SearchAsync(Current.Known, Wanted(count, token), CancellationToken.None);
        _unreadable = page.Refusal?.Message;
        if (_unreadable is not null)
        {
            return;
        }

        _found = token is null ? [.. page.Value.Items] : [.. _found!, .. page.Value.Items];
        _more = page.Value.NextPageToken;
        if (_virtualize is not null)
        {
            await _virtualize.RefreshDataAsync();
        }
    }

    private Task MoreAsync() => ReadAsync(_more, AtOnce);

    private ExperimentSearch Wanted(int count, string? token) => new(
        Math.Min(count, ExperimentSearch.MostResults),
        Name is { Length: > 0 } name ? $"name ILIKE {Quoted($"%{name}%")}" : null,
        IsTrash ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly,
        _order is null ? null : [_order.ToString()],
        token);

    // The filter language has no way to write both kinds of quotes in one text; _ stands for any character.
    private static string Quoted(string text) => text.Contains('\'', StringComparison.Ordinal) ? $"\"{text.Replace('"', '_')}\"" : $"'{text}'";

    private async ValueTask<ItemsProviderResult<ExperimentRow>> RowsAsync(ItemsProviderRequest request)
    {
        var found = _found!;
        var some = found.Skip(request.StartIndex).Take(request.Count).ToList();
        var activity = await experiments.ActivityAsync(Current.Known, [.. some.Select(experiment => experiment.Number)], request.CancellationToken);
        return activity.Refusal is null
            ? new(some.Select(experiment => new ExperimentRow(experiment, activity.Value.GetValueOrDefault(experiment.Number))), found.Count)
            : new([], 0);
    }

    // A name that is being typed must not be taken away.
    private Task RefreshAsync() => _renaming is null ? ReadAsync() : Task.CompletedTask;

    private async Task CreateAsync()
    {
        var made = await experiments.CreateAsync(Current.Known, new CreateExperiment(_name.Trim()), CancellationToken.None);
        _refusal = made.Refusal?.Message;
        if (_refusal is null)
        {
            navigation.NavigateTo(Current.Href(string.Create(CultureInfo.InvariantCulture, $"experiments/{made.Value}")));
        }
    }

    private void BeginRename(ExperimentDetails experiment) => (_renaming, _name, _focuses, _isCreating) = (experiment.Number, experiment.Name, true, false);

    private void ToggleCreate() => (_isCreating, _name, _refusal, _focuses, _renaming) = (!_isCreating, "", null, !_isCreating, null);

    private async Task RenameAsync()
    {
        var renamed = await experiments.RenameAsync(Current.Known, _renaming!.Value, _name.Trim(), CancellationToken.None);
        if (renamed.Refusal is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return;
        }

        _renaming = null;
        await ReadAsync();
    }

    private async Task DeleteAsync(ExperimentRow row)
    {
        if (await dialogs.ShowMessageBoxAsync("Delete this experiment?", ExperimentWords.Loss(row.Experiment.Name, row.Activity.Runs), yesText: "Delete", cancelText: "Keep") is true)
        {
            await ChangeAsync(experiments.DeleteAsync(Current.Known, row.Experiment.Number, CancellationToken.None), $"Deleted '{row.Experiment.Name}'.");
        }
    }

    private Task RestoreAsync(ExperimentDetails experiment) =>
        ChangeAsync(experiments.RestoreAsync(Current.Known, experiment.Number, CancellationToken.None), $"Restored '{experiment.Name}' and its runs.");

    private async Task ChangeAsync(Task<Result<Done>> change, string done)
    {
        var refusal = (await change).Refusal;
        notices.Add(refusal?.Message ?? done, refusal is null ? Severity.Normal : Severity.Error);
        await ReadAsync();
    }

    private void Choose(long number, bool isChosen)
    {
        _chosen.Remove(number);
        if (isChosen)
        {
            _chosen.Add(number);
        }
    }

    private void Sort(string key) => Go("order", TableOrder.Next(_order, key, descendingFirst: key is not "name")?.ToString());

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value));

    private static DateTime? Moment(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime : null;

    // Tags that clients set for programs say nothing to people.
    private static IEnumerable<KeyValue> Shown(ExperimentDetails experiment) => experiment.Tags.Where(tag => RunEditService.IsOwnTag(tag.Key));

    private static string Tags(ExperimentDetails experiment) => string.Join('\n', Shown(experiment).Select(tag => $"{tag.Key}: {tag.Value}"));

    private sealed record ExperimentRow(ExperimentDetails Experiment, ExperimentActivity Activity);
}
