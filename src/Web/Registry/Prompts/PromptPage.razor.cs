using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Registry.Aliases;
using Slipway.Registry.Models;
using Slipway.Shared.Editing;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Registry.Prompts;

/// <summary>One prompt: its versions, what each says, and what differs between two. Which are shown stands in the address.</summary>
public sealed partial class PromptPage(PromptService prompts, ModelService models, AliasService aliases, Access access, NavigationManager navigation)
{
    private List<PromptVersion> _versions = [];
    private IReadOnlyList<PromotionDetails> _history = [];
    private ModelDetails? _model;
    private PromptVersion? _shown;
    private PromptVersion? _against;
    private string? _next;
    private string? _refusal;
    private string? _missing;
    private string? _read;
    private bool _mayWrite;
    private bool _writing;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";

    /// <summary>The version that is shown; the newest without it.</summary>
    [SupplyParameterFromQuery] public int? Version { get; set; }

    /// <summary>The version that it is compared with.</summary>
    [SupplyParameterFromQuery] public int? Against { get; set; }

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Name)
        {
            (_read, _model, _versions, _next, _writing) = (Name, null, [], null, false);
            _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
            await ReadAsync();
        }
        else if (_model is not null)
        {
            await ChooseAsync();
        }
    }

    private async Task ReadAsync()
    {
        var model = await models.GetAsync(Current.Known, Name, CancellationToken.None);
        var found = await prompts.VersionsAsync(Current.Known, Name, null, CancellationToken.None);
        if ((model.Refusal ?? found.Refusal) is { } refusal)
        {
            (_model, _refusal) = (null, refusal.Message);
            if (refusal is NotFound)
            {
                navigation.NotFound();
            }

            return;
        }

        // What was read of older ones stays below.
        var newest = found.Value.Items;
        List<PromptVersion> older = newest.Count == 0 ? [] : [.. _versions.Where(version => version.Number < newest[^1].Number)];
        _next = older.Count == 0 ? found.Value.NextPageToken : _next;
        _versions = [.. newest, .. older];
        _history = await aliases.HistoryAsync(Current.Known, Name, null, CancellationToken.None) is { Refusal: null } moves ? moves.Value : [];
        (_model, _refusal) = (model.Value, null);
        await ChooseAsync();
    }

    private async Task ChooseAsync()
    {
        _missing = null;
        _shown = Version is { } wanted ? await FindAsync(wanted) : _versions.FirstOrDefault();
        _against = Against is { } other ? await FindAsync(other) : null;
    }

    private async Task<PromptVersion?> FindAsync(int number)
    {
        if (_versions.Find(version => version.Number == number) is { } known)
        {
            return known;
        }

        var read = await prompts.GetAsync(Current.Known, Name, number, CancellationToken.None);
        _missing ??= read.Refusal?.Message;
        return read.Refusal is null ? read.Value : null;
    }

    private async Task MoreAsync()
    {
        if (await prompts.VersionsAsync(Current.Known, Name, _next, CancellationToken.None) is { Refusal: null } found)
        {
            _versions.AddRange(found.Value.Items);
            _next = found.Value.NextPageToken;
        }
    }

    private async Task WrittenAsync((string Name, int Number) written)
    {
        _writing = false;
        await ReadAsync();
        navigation.NavigateTo(Href(written.Number, null));
    }

    private async Task<NoteSaved> SaveAsync(string text, string before)
    {
        var saved = await models.EditAsync(Current.Known, Name, new(Description: text, DescriptionBefore: before), CancellationToken.None);
        return saved.Refusal is NoteChanged changed ? new(changed.Note) : new(Refusal: saved.Refusal?.Message);
    }

    private string Href(int version, int? against) => $"{Current.Prompt(Name)}?version={version}{(against is { } other ? $"&against={other}" : "")}";
}
