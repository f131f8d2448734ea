using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Registry.Aliases;
using Slipway.Registry.Trash;
using Slipway.Registry.Versions;
using Slipway.Shared.Editing;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Registry.Models;

/// <summary>One model: what it is, which versions it has and which of them its aliases stand for.</summary>
public sealed partial class ModelPage(
    ModelService service, VersionService versions, VersionContentService contents, AliasService aliases, ModelTrashService trash, Access access, NavigationManager navigation, IDialogService dialogs, ISnackbar notices)
{
    private const int PageSize = 50;
    private const int MostMetrics = 3;

    private readonly HashSet<int> _chosen = [];
    private readonly Dictionary<int, KnownFacts> _facts = [];
    private IReadOnlyList<VersionDetails> _versions = [];
    private IReadOnlyList<PromotionDetails> _history = [];
    private IReadOnlyList<string> _metrics = [];
    private ModelDetails? _model;
    private string? _refusal;
    private string? _failure;
    private string _newName = "";
    private string? _read;
    private int _shown = PageSize;
    private int _trashed;

    // The page is left after what was done here: it must not find meanwhile, live, that there is nothing any more at its address.
    private bool _leaving;
    private bool _next;
    private bool _renaming;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";

    /// <summary>Whether deleted versions are shown instead.</summary>
    [SupplyParameterFromQuery(Name = "trash")] public bool Trash { get; set; }

    private string Key => _model!.Key.ToString(CultureInfo.InvariantCulture);

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Name)
        {
            return;
        }

        (_read, _model, _renaming, _shown) = (Name, null, false, PageSize);
        _chosen.Clear();
        _leaving = false;
        _facts.Clear();
        _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var model = await service.GetAsync(Current.Known, Name, CancellationToken.None);
        if (_leaving)
        {
            return;
        }

        if (model.Refusal is { } refusal)
        {
            (_model, _refusal) = (null, refusal.Message);
            if (refusal is NotFound)
            {
                navigation.NotFound();
            }

            return;
        }

        // Prompts are set aside from searches unless they are asked for.
        var prompt = model.Value.IsPrompt ? $" AND tags.`{ModelDetails.PromptTag}` = 'true'" : "";
        var found = await versions.SearchAsync(Current.Known, new(_shown + 1, $"name = '{Name.Replace("'", "''", StringComparison.Ordinal)}'{prompt}", ["version_number DESC"]), CancellationToken.None);
        var moves = await aliases.HistoryAsync(Current.Known, Name, null, CancellationToken.None);
        var deleted = await trash.ListAsync(Current.Known, Name, CancellationToken.None);
        _versions = found.Refusal is null ? [.. found.Value.Items.Take(_shown)] : [];
        _next = found.Refusal is null && found.Value.Items.Count > _shown;
        _history = moves.Refusal is null ? moves.Value : [];
        _trashed = deleted.Refusal is null ? deleted.Value.Versions.Count : 0;
        foreach (var version in _versions.Where(version => !_facts.ContainsKey(version.Number)))
        {
            // What was known at registration never changes.
            if (await contents.FactsAsync(Current.Known, Name, version.Number, CancellationToken.None) is { Refusal: null } facts)
            {
                _facts[version.Number] = facts.Value;
            }
        }

        _metrics = [.. _facts.Values.SelectMany(facts => facts.Run?.Metrics.Select(metric => metric.Key) ?? []).Where(key => !RunFacts.IsOfMachine(key)).CountBy(key => key)
            .OrderByDescending(key => MetricGoal.Weight(key.Key)).ThenByDescending(key => key.Value).ThenBy(key => key.Key, StringComparer.Ordinal).Take(MostMetrics).Select(key => key.Key)];
        (_model, _refusal) = (model.Value, null);
    }

    private Task MoreAsync()
    {
        _shown += PageSize;
        return ReadAsync();
    }

    private void Choose(int number, bool chosen) => _ = chosen ? _chosen.Add(number) : _chosen.Remove(number);

    private async Task<NoteSaved> SaveAsync(string text, string before)
    {
        var saved = await service.EditAsync(Current.Known, Name, new(Description: text, DescriptionBefore: before), CancellationToken.None);
        return saved.Refusal is NoteChanged changed ? new(changed.Note) : new(Refusal: saved.Refusal?.Message);
    }

    private async Task<Result<Done>> TagAsync(string key, string? value) => value is null
        ? await service.DeleteTagAsync(Current.Known, Name, key, CancellationToken.None)
        : await service.SetTagAsync(Current.Known, Name, new(key, value), CancellationToken.None);

    private async Task RenameAsync()
    {
        _leaving = true;
        var renamed = await service.EditAsync(Current.Known, Name, new(_newName.Trim()), CancellationToken.None);
        (_failure, _leaving) = (renamed.Refusal?.Message, renamed.Refusal is null && renamed.Value.Name != Name);
        if (renamed.Refusal is null)
        {
            navigation.NavigateTo(Current.Model(renamed.Value.Name), replace: true);
        }
    }

    private async Task DeleteAsync()
    {
        if (await dialogs.ShowMessageBoxAsync($"Delete {Name}?", "Clients can't load its versions any more. It goes to the trash with all its versions, and can be restored from there.", yesText: "Delete", cancelText: "Keep") is not true)
        {
            return;
        }

        _leaving = true;
        var deleted = await service.DeleteAsync(Current.Known, Name, CancellationToken.None);
        (_failure, _leaving) = (deleted.Refusal?.Message, deleted.Refusal is null);
        if (deleted.Refusal is null)
        {
            notices.Add($"Deleted '{Name}'. It is in the trash.");
            navigation.NavigateTo(Current.Models());
        }
    }
}
