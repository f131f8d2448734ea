using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Registry.Aliases;
using Slipway.Registry.Models;
using Slipway.Registry.Trash;
using Slipway.Shared.Session;

namespace Slipway.Registry.Versions;

/// <summary>One version of a model: where it comes from, what is in it, and which of the model's names it bears. Which part is shown stands in the address.</summary>
public sealed partial class VersionPage(
    VersionService service, VersionContentService contents, AliasService aliases, Access access, NavigationManager navigation, IDialogService dialogs, ISnackbar notices)
{
    private const string OverviewTab = "overview";
    private const string FilesTab = "files";
    private const string SignatureTab = "signature";
    private const string EnvironmentTab = "environment";
    private const string DiscussionTab = "discussion";

    /// <summary>A part of the page is a line here and a case in the markup.</summary>
    private static readonly (string Tab, string Text)[] Tabs =
        [(OverviewTab, "Overview"), (FilesTab, "Files"), (SignatureTab, "Signature"), (EnvironmentTab, "Environment"), (DiscussionTab, "Discussion")];

    private IReadOnlyList<PromotionDetails> _history = [];
    private IReadOnlyList<int> _numbers = [];
    private VersionDetails? _version;
    private ErasedVersion? _erased;
    private KnownFacts? _facts;
    private VersionManifest? _manifest;
    private string? _refusal;
    private string? _failure;
    private string? _act;
    private string? _read;
    private bool _mayWrite;

    // The page is left after what was done here: it must not find meanwhile, live, that there is nothing any more at its address.
    private bool _leaving;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";
    [Parameter] public int Number { get; set; }

    /// <summary>What is shown below the header.</summary>
    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }

    /// <summary>The file that is open.</summary>
    [SupplyParameterFromQuery(Name = "path")] public string? File { get; set; }

    private string Shown => Tabs.Any(one => one.Tab == Tab) ? Tab! : OverviewTab;

    private string Key => _version!.Key.ToString(CultureInfo.InvariantCulture);

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    // The version before it, or for the first one the one after.
    private int Against => _numbers.Where(number => number < Number).DefaultIfEmpty(_numbers.Where(number => number > Number).DefaultIfEmpty(Number).Min()).Max();

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Name}/{Number}";
        if (_read == asked)
        {
            return;
        }

        (_read, _version, _erased, _facts, _manifest, _act, _failure, _leaving) = (asked, null, null, null, null, null, null, false);
        _mayWrite = await access.AllowsAsync(Permission.ModelsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var version = await service.GetAsync(Current.Known, Name, Number, CancellationToken.None);
        if (_leaving)
        {
            return;
        }

        if (version.Refusal is { } refusal)
        {
            (_version, _erased, _refusal) = (null, refusal as ErasedVersion, refusal.Message);
            if (refusal is NotFound && _erased is null)
            {
                navigation.NotFound();
            }

            return;
        }

        var history = await aliases.HistoryAsync(Current.Known, Name, Number, CancellationToken.None);
        var others = await service.NumbersAsync(Current.Known, Name, CancellationToken.None);
        if (_facts is null)
        {
            // What was registered doesn't change.
            var facts = await contents.FactsAsync(Current.Known, Name, Number, CancellationToken.None);
            var manifest = await contents.ListAsync(Current.Known, Name, Number, CancellationToken.None);
            (_facts, _manifest, _refusal) = (facts.Refusal is null ? facts.Value : null, manifest.Refusal is null ? manifest.Value : null, (facts.Refusal ?? manifest.Refusal)?.Message);
        }

        _history = history.Refusal is null ? history.Value : [];
        _numbers = others.Refusal is null ? others.Value : [];
        _version = version.Value;
    }

    private void Open(string act) => (_act, _failure) = (_act == act ? null : act, null);

    private async Task DoneAsync()
    {
        _act = null;
        await ReadAsync();
    }

    private async Task DeleteAsync()
    {
        if (await dialogs.ShowMessageBoxAsync($"Delete version {Number} of {Name}?", "Clients can't load it any more. It goes to the model's trash with its files, and can be restored from there; its number is never given to another version.", yesText: "Delete", cancelText: "Keep") is not true)
        {
            return;
        }

        _leaving = true;
        var deleted = await service.DeleteAsync(Current.Known, Name, Number, CancellationToken.None);
        (_failure, _leaving) = (deleted.Refusal?.Message, deleted.Refusal is null);
        if (deleted.Refusal is null)
        {
            notices.Add($"Deleted version {Number}. It is in the trash of {Name}.");
            navigation.NavigateTo(Current.Model(Name));
        }
    }

    private string RunHref(SourceRun run) => $"/{Current.Organization}/{run.Project}/runs/{run.RunId}";

    private string TabHref(string tab) => Current.Version(Name, Number) + (tab == OverviewTab ? "" : $"?tab={tab}");
}
