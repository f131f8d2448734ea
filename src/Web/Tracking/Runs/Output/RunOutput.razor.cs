using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs.Output;

/// <summary>What a run printed. The browser fetches the stretch it shows by byte ranges; the server only says which files there are, and when they grew.</summary>
public sealed partial class RunOutput(RunOutputService output, IJSRuntime js, NavigationManager navigation) : IAsyncDisposable
{
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _view;
    private IReadOnlyList<OutputFile>? _files;
    private OutputFile? _told;
    private string? _refusal;
    private int _version = -1;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";

    /// <summary>The project's tracking address.</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = "";

    /// <summary>Whether more is to come.</summary>
    [Parameter] public bool IsActive { get; set; }

    /// <summary>Counts what changed of the run: the files are looked at again.</summary>
    [Parameter] public int Version { get; set; }

    /// <summary>The file that is shown; the address keeps it.</summary>
    [Parameter] public string? File { get; set; }

    private OutputFile? Shown => _files?.FirstOrDefault(file => file.Path == File) ?? (_files is [var first, ..] ? first : null);

    protected override async Task OnParametersSetAsync()
    {
        if (_version != Version)
        {
            _version = Version;
            await ListAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Shown is not { } shown || shown == _told)
        {
            return;
        }

        var isAnother = shown.Path != _told?.Path;
        _told = shown;
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./Tracking/Runs/Output/RunOutput.razor.js");
        _view ??= await _module.InvokeAsync<IJSObjectReference>("mount", _element, SearchUrl);
        if (isAnother)
        {
            await _view.InvokeVoidAsync("open", Href(shown.Path), shown.Path, shown.Size);
        }
        else
        {
            await _view.InvokeVoidAsync("grow", shown.Size);
        }
    }

    private string SearchUrl => $"/api/v1/organizations/{Project.Organization}/projects/{Project.Slug}/runs/{RunId}/output/search";

    private async Task ListAsync()
    {
        var found = await output.ListAsync(Project.Known, RunId, CancellationToken.None);
        (_files, _refusal) = found.Refusal is { } refusal ? (_files, refusal.Message) : (found.Value, null);
    }

    private void Choose(ChangeEventArgs change) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("file", (string?)change.Value), replace: true);

    private string Href(string path) => $"{Project.Href("get-artifact")}?run_id={RunId}&path={Uri.EscapeDataString(path)}";

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_view is not null)
            {
                await _view.InvokeVoidAsync("dispose");
                await _view.DisposeAsync();
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
