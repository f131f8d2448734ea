using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Tracking.Runs.Media;

/// <summary>
/// What <c>mlflow.log_image</c> writes into the name of a file, <c>key+step+3+timestamp+1795462727068+38b4b01b.png</c>: joined by '%' in older clients
/// and by '+' in newer ones.
/// </summary>
/// <param name="Key">As it was logged: clients write a slash of it as '#', since it is part of a file's name.</param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Id">Tells images of one key, step and time apart.</param>
/// <param name="IsPreview">Whether it is the smaller copy that the client made.</param>
public sealed partial record ImageName(string Key, long Step, long Time, string Id, bool IsPreview)
{
    internal const string Folder = "images";

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".avif"];
    private static readonly long LastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads a file's name; null when it is none of a logged image.</summary>
    public static ImageName? Of(string name) =>
        Logged().Match(name) is { Success: true } match
        && long.TryParse(match.Groups["step"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)
        && long.TryParse(match.Groups["time"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= LastTime
            ? new(match.Groups["key"].Value.Replace('#', '/'), step, time, match.Groups["id"].Value, match.Groups["small"].Success)
            : null;

    internal static bool IsImage(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The series of the files that are named so; a preview goes with the image that it was made of.</summary>
    internal static IReadOnlyList<ImageSeries> Group(IEnumerable<string> names)
    {
        Dictionary<ImageName, (string? Path, string? Preview)> images = [];
        foreach (var name in names)
        {
            if (Of(name) is not { } said)
            {
                continue;
            }

            var (image, path) = (said with { IsPreview = false }, $"{Folder}/{name}");
            var known = images.GetValueOrDefault(image);
            images[image] = said.IsPreview ? known with { Preview = path } : known with { Path = path };
        }

        // A client that stopped in between may have left the preview alone.
        return [.. images.GroupBy(image => image.Key.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ImageSeries(
            group.Key,
            [.. group.OrderBy(image => image.Key.Step).ThenBy(image => image.Key.Time).ThenBy(image => image.Key.Id, StringComparer.Ordinal)
                .Select(image => new LoggedImage(image.Value.Path ?? image.Value.Preview!, image.Value.Path is null ? null : image.Value.Preview, image.Key.Step, image.Key.Time))]))];
    }

    [GeneratedRegex(@"^(?<key>.+)(?<by>[%+])step\k<by>(?<step>-?\d+)\k<by>timestamp\k<by>(?<time>\d+)\k<by>(?<id>[^%+]+?)(?<small>\k<by>compressed)?\.(png|webp|jpe?g)$", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Logged();
}
