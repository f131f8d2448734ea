using Slipway.Tracking.Runs.Media;

namespace Slipway.Tracking.Compare;

/// <summary>One thing that several runs drew: an image of each of them, in the runs' order.</summary>
/// <param name="Name">The key that the images were logged with, or the path of a file.</param>
/// <param name="Steps">The steps at which any of them has an image, in order; empty for a file.</param>
/// <param name="Images">By run; none for one that didn't draw it.</param>
internal sealed record ComparedPicture(string Name, IReadOnlyList<long> Steps, IReadOnlyList<IReadOnlyList<LoggedImage>> Images)
{
    /// <summary>The run's image at a step, or the last before it; null when it has none by then.</summary>
    public LoggedImage? At(int run, long step) => Images[run].LastOrDefault(image => Steps.Count == 0 || image.Step <= step);
}

/// <summary>The images of several runs beside one another: those of one key by step, and files of the same path.</summary>
internal static class ComparedImages
{
    /// <summary>What most runs have comes first, series before files.</summary>
    public static IReadOnlyList<ComparedPicture> Of(IReadOnlyList<RunImages> runs)
    {
        var series = Names(runs.SelectMany(run => run.Series.Select(each => each.Key)))
            .Select(key => (key, images: runs.Select(run => run.Series.FirstOrDefault(each => each.Key == key)?.Images ?? []).ToList()))
            .Select(each => new ComparedPicture(each.key, [.. each.images.SelectMany(images => images.Select(image => image.Step)).Distinct().Order()], each.images));
        var files = Names(runs.SelectMany(run => run.Files))
            .Select(path => new ComparedPicture(path, [], [.. runs.Select(run => run.Files.Contains(path) ? (IReadOnlyList<LoggedImage>)[new(path, null, 0, 0)] : [])]));
        return [.. series, .. files];
    }

    private static IEnumerable<string> Names(IEnumerable<string> names) =>
        names.CountBy(name => name).OrderByDescending(name => name.Value).ThenBy(name => name.Key, StringComparer.Ordinal).Select(name => name.Key);
}
