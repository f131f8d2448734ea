using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Artifacts;

/// <summary>A run's files: the tree, and beside it what is open. What is open is in the address.</summary>
public sealed partial class RunArtifacts(ArtifactService artifacts, RunArtifactService files, Access access, NavigationManager navigation, IJSRuntime js) : IAsyncDisposable
{
    private ArtifactTreeModel _model = null!;
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _keys;
    private string? _root;
    private string? _refusal;
    private string? _failure;
    private string? _missing;
    private ArtifactFile? _file;
    private (string Path, TrashedFiles Files)? _deleted;
    private string? _shown;
    private string? _revealed;
    private int _version;
    private bool _mayWrite;
    private bool _mayRegister;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";

    /// <summary>The project's tracking address.</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = "";

    /// <summary>Where clients keep the experiment's files themselves; null when they are kept here.</summary>
    [Parameter] public string? ElsewhereAt { get; set; }

    /// <summary>Counts what changed of the run: open folders are then read again.</summary>
    [Parameter] public int Version { get; set; }

    /// <summary>The file or folder that is open, below the run.</summary>
    [SupplyParameterFromQuery(Name = "path")] public string? Path { get; set; }

    /// <summary>Whether what was deleted is shown.</summary>
    [SupplyParameterFromQuery(Name = "trash")] public bool IsTrash { get; set; }

    private string Opened => Path ?? "";

    // Where an upload goes: beside what is open.
    private string Folder => _file is { } file ? file.Folder : _missing is null ? Opened : "";

    protected override async Task OnInitializedAsync()
    {
        _model = new((folder, from) => files.ListAsync(Project.Known, RunId, folder, from, ArtifactService.MostEntries, CancellationToken.None));
        _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Project.Id, CancellationToken.None);
        _mayRegister = await access.AllowsAsync(Permission.ModelsWrite, Project.Id, CancellationToken.None);
        if (ElsewhereAt is null)
        {
            await FindAsync();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_root is null)
        {
            return;
        }

        if (_version != Version)
        {
            _version = Version;
            await _model.RefreshAsync();
            await OpenAsync();
        }
        else if (_shown != Opened)
        {
            await OpenAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./artifacts/keys.js");
            _keys = await _module.InvokeAsync<IJSObjectReference>("mount", _element);
        }

        if (_keys is not null && _revealed != _shown && _shown is { Length: > 0 } && _model.Rows.Index().FirstOrDefault(row => row.Item.Path == _shown, (-1, null!)).Index is >= 0 and var index)
        {
            _revealed = _shown;
            await _keys.InvokeVoidAsync("reveal", index, ArtifactTree.RowHeight);
        }
    }

    private async Task FindAsync()
    {
        var folder = await artifacts.RunFolderAsync(Project.Known, RunId, CancellationToken.None);
        (_root, _refusal) = folder.Refusal is { } refusal ? (null, refusal.Message) : (folder.Value, (string?)null);
        _version = Version;
        if (_root is not null)
        {
            await OpenAsync();
        }
    }

    private async Task OpenAsync()
    {
        var path = Opened;
        _shown = path;
        await _model.RevealAsync(path);
        if (path.Length == 0)
        {
            (_file, _missing) = (null, null);
            return;
        }

        var found = await files.GetAsync(Project.Known, RunId, path, CancellationToken.None);
        if (path != Opened)
        {
            return;
        }

        if (found.Refusal is { } refusal)
        {
            await _model.OpenAsync(path);
            var isFolder = _model.Rows.Any(row => row.IsFolder && row.Path == path);
            (_file, _missing) = (null, isFolder ? null : refusal.Message);
        }
        else if (_file?.Info != found.Value)
        {
            (_file, _missing) = (new ArtifactFile(ArtifactPlace.OfRun(files, Project, RunId), found.Value), null);
        }
    }

    private async Task DeleteAsync(string path)
    {
        var deleted = await files.DeleteAsync(Project.Known, RunId, path, CancellationToken.None);
        _failure = deleted.Refusal?.Message;
        if (deleted.Refusal is not null)
        {
            return;
        }

        _deleted = (path, deleted.Value);
        await _model.RefreshAsync();
        navigation.NavigateTo(HrefOf(path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : ""));
    }

    private async Task UndoAsync()
    {
        if (_deleted is not var (path, act))
        {
            return;
        }

        var restored = await files.RestoreAsync(Project.Known, RunId, new(path, act.DeletedAt), CancellationToken.None);
        (_failure, _deleted) = (restored.Refusal?.Message, null);
        await _model.RefreshAsync();
        navigation.NavigateTo(HrefOf(path));
    }

    private string HrefOf(string path) => ArtifactAddresses.Page(Project, RunId, path);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_keys is not null)
            {
                await _keys.InvokeVoidAsync("dispose");
                await _keys.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }
    }
}
