using Microsoft.AspNetCore.Components;
using Slipway.Registry.Models;
using Slipway.Shared.Session;
using Slipway.Tracking.Finder;

namespace Slipway.Shared.Palette;

/// <summary>Leads anywhere from anywhere: the pages at hand, the places one may switch to, and by name the project's runs and experiments.</summary>
public sealed partial class CommandPalette(FinderService finder, ModelService models) : IDisposable
{
    // Long enough that a word isn't looked for letter by letter, short enough that nobody waits.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(90);

    private CurrentProject? _current;
    private IReadOnlyList<PaletteEntry> _shown = [];
    private IReadOnlyList<PaletteEntry> _found = [];
    private string _typed = "";
    private bool _looking;
    private CancellationTokenSource? _search;

    /// <summary>What is always there, in the order it is shown.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<PaletteEntry> Entries { get; set; } = [];

    /// <summary>The project whose runs and experiments are looked for; null outside projects.</summary>
    [Parameter] public CurrentProject? Current { get; set; }

    public void Dispose() => _search?.Cancel();

    protected override void OnParametersSet()
    {
        if (_current?.Id != Current?.Id)
        {
            (_typed, _found) = ("", []);
        }

        _current = Current;
        Show();
    }

    private async Task TypeAsync(ChangeEventArgs change)
    {
        _typed = (change.Value as string ?? "").Trim();
        _search?.Cancel();
        _found = _typed.Length == 0 ? [] : _found;
        _looking = _typed.Length > 0 && _current is not null;
        Show();
        if (_looking)
        {
            await FindAsync(_typed);
        }
    }

    private async Task FindAsync(string typed)
    {
        using var search = new CancellationTokenSource();
        _search = search;
        try
        {
            await Task.Delay(Pause, search.Token);
            var found = await finder.FindAsync(_current!.Known, typed, search.Token);
            var named = await models.SearchAsync(_current.Known, new(FinderService.Most, $"name ILIKE '%{typed.Replace("'", "''", StringComparison.Ordinal)}%'"), search.Token);
            (_looking, _found) = (false,
            [
                .. found.Refusal is null ? PaletteEntry.Of(found.Value, _current.Href()) : [],
                .. named.Refusal is null ? PaletteEntry.Of(named.Value.Items, _current) : [],
            ]);
            Show();
        }
        catch (OperationCanceledException) when (search.IsCancellationRequested)
        {
            // Something else was typed meanwhile, and is looked for.
        }
        finally
        {
            _search = _search == search ? null : _search;
        }
    }

    private void Show() => _shown = [.. PaletteEntry.Matching(Entries, _typed), .. _found];
}
