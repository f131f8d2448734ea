using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Tracking.Runs.Media;

/// <summary>An image that a run logged.</summary>
/// <param name="Path">Below the run.</param>
/// <param name="Preview">A smaller copy that the client made; null when there is none.</param>
/// <param name="Time">Unix milliseconds; 0 when the file's name doesn't say.</param>
public sealed record LoggedImage(string Path, string? Preview, long Step, long Time);

/// <summary>Images of one thing, as it changed: those that were logged with one key, by step.</summary>
public sealed record ImageSeries(string Key, IReadOnlyList<LoggedImage> Images);

/// <summary>A run's images.</summary>
/// <param name="Series">Logged with <c>log_image</c> and a key, by key.</param>
/// <param name="Files">Other image files, by path.</param>
/// <param name="IsCut">Whether there were more folders or files than were looked at.</param>
public sealed record RunImages(IReadOnlyList<ImageSeries> Series, IReadOnlyList<string> Files, bool IsCut);

/// <summary>How <c>mlflow.log_image</c> names files: key, step, time and a random part, joined by '%' in older clients and '+' in newer ones.</summary>
internal static partial class ImageNames
{
    public const string Folder = "images";

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".avif"];

    public static bool IsImage(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The series of the files that are named so; a preview goes with the image that it was made of.</summary>
    public static IReadOnlyList<ImageSeries> Group(IEnumerable<string> names)
    {
        Dictionary<(string Key, long Step, long Time, string Id), (string? Path, string? Preview)> images = [];
        foreach (var match in names.Select(name => Logged().Match(name)).Where(match => match.Success))
        {
            if (!long.TryParse(match.Groups["step"].ValueSpan, CultureInfo.InvariantCulture, out var step) || !long.TryParse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture, out var time))
            {
                continue;
            }

            var of = (match.Groups["key"].Value, step, time, match.Groups["id"].Value);
            var known = images.GetValueOrDefault(of);
            var path = $"{Folder}/{match.Value}";
            images[of] = match.Groups["small"].Success ? known with { Preview = path } : known with { Path = path };
        }

        // A client that stopped in between may have left the preview alone.
        return [.. images.GroupBy(image => image.Key.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ImageSeries(
            // Clients write a slash of the key as '#', since the key is part of a file's name.
            group.Key.Replace('#', '/'),
            [.. group.OrderBy(image => image.Key.Step).ThenBy(image => image.Key.Time).ThenBy(image => image.Key.Id, StringComparer.Ordinal)
                .Select(image => new LoggedImage(image.Value.Path ?? image.Value.Preview!, image.Value.Path is null ? null : image.Value.Preview, image.Key.Step, image.Key.Time))]))];
    }

    public static bool IsLogged(string name) => Logged().IsMatch(name);

    [GeneratedRegex(@"^(?<key>.+)(?<by>[%+])step\k<by>(?<step>-?\d+)\k<by>timestamp\k<by>(?<time>\d+)\k<by>(?<id>[^%+]+?)(?<small>\k<by>compressed)?\.(png|webp|jpe?g)$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Logged();
}
