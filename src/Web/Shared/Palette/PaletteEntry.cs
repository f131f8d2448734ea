using MudBlazor;
using Slipway.Registry;
using Slipway.Registry.Models;
using Slipway.Shared.Layout;
using Slipway.Shared.Session;
using Slipway.Tracking.Finder;

namespace Slipway.Shared.Palette;

/// <summary>Something that the palette leads to.</summary>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Detail">What tells it from others of its name: a slug, a number, the beginning of an id.</param>
public sealed record PaletteEntry(string Group, string Text, string Href, string Icon, string? Detail = null)
{
    /// <summary>The most of one group when something was typed.</summary>
    private const int Most = 8;

    /// <summary>Whether every word of what was typed is in its name or detail.</summary>
    public bool Answers(IReadOnlyList<string> words) => words.All(word =>
        Text.Contains(word, StringComparison.CurrentCultureIgnoreCase) || Detail?.Contains(word, StringComparison.CurrentCultureIgnoreCase) is true);

    /// <summary>Of the entries that are always there, those that answer what was typed; all of them when nothing was.</summary>
    public static IReadOnlyList<PaletteEntry> Matching(IEnumerable<PaletteEntry> entries, string typed)
    {
        var words = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. entries.Where(entry => entry.Answers(words)).GroupBy(entry => entry.Group).SelectMany(group => group.Take(Most))];
    }

    /// <summary>What a project's finder answered.</summary>
    /// <param name="project">The project's address.</param>
    public static IEnumerable<PaletteEntry> Of(Found found, string project) =>
    [
        .. found.Experiments.Select(experiment => new PaletteEntry("Experiments", experiment.Name, $"{project}/experiments/{experiment.Number}", Icons.Material.Rounded.Science, $"{experiment.Number}")),
        .. found.Runs.Select(run => new PaletteEntry("Runs", run.Name, $"{project}/runs/{run.RunId}", Icons.Material.Rounded.PlayArrow, run.RunId[..8])),
    ];

    /// <summary>Registered models that were found.</summary>
    public static IEnumerable<PaletteEntry> Of(IEnumerable<ModelDetails> models, CurrentProject project) =>
        models.Select(model => new PaletteEntry("Models", model.Name, project.Model(model.Name), Icons.Material.Rounded.Inventory2, model.Newest is { } newest ? $"v{newest.Number}" : null));

    /// <summary>Places as entries of a group.</summary>
    public static IEnumerable<PaletteEntry> Of(IEnumerable<Place> places, string group, string icon) => places.Select(place => new PaletteEntry(group, place.Name, place.Href, icon, place.Slug));
}
