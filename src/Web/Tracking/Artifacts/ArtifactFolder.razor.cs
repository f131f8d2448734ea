using Microsoft.AspNetCore.Components;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Artifacts;

/// <summary>What is in one folder of a run's artifacts; a folder in it is read when it is opened.</summary>
public sealed partial class ArtifactFolder(ArtifactService artifacts)
{
    private const int PageSize = 200;

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private List<ArtifactEntry> _entries = [];
    private string? _next;
    private string? _refusal;
    private int _read = -1;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";

    /// <summary>The folder of the run.</summary>
    [Parameter, EditorRequired] public string Root { get; set; } = "";

    /// <summary>The path below it; empty for the run's folder itself.</summary>
    [Parameter] public string Path { get; set; } = "";

    /// <summary>Another number reads the folder again.</summary>
    [Parameter] public int Version { get; set; }

    /// <summary>Told how many entries there are, after each reading.</summary>
    [Parameter] public EventCallback<int> OnCounted { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Version)
        {
            return;
        }

        _read = Version;
        // As many as are shown already: a folder that somebody has read far into doesn't shrink.
        var shown = _entries.Count;
        List<ArtifactEntry> entries = [];
        string? next = null;
        do
        {
            if (await PageAsync(next) is not { } page)
            {
                return;
            }

            entries.AddRange(page.Entries);
            next = page.Next;
        }
        while (next is not null && entries.Count < shown);
        (_entries, _next) = (entries, next);
        await OnCounted.InvokeAsync(_entries.Count);
    }

    private async Task MoreAsync()
    {
        if (await PageAsync(_next) is { } page)
        {
            _entries.AddRange(page.Entries);
            _next = page.Next;
        }
    }

    private async Task<ArtifactPage?> PageAsync(string? from)
    {
        var page = await artifacts.ListAsync(Project.Known, Path.Length == 0 ? Root : $"{Root}/{Path}", from, PageSize, CancellationToken.None);
        _refusal = page.Refusal?.Message;
        return page.Refusal is null ? page.Value : null;
    }

    private void Toggle(string folder)
    {
        if (!_open.Remove(folder))
        {
            _open.Add(folder);
        }
    }

    private string Below(string name) => Path.Length == 0 ? name : $"{Path}/{name}";

    private string Download(string name) => $"{Project.Href("get-artifact")}?run_id={RunId}&path={Uri.EscapeDataString(Below(name))}";
}
