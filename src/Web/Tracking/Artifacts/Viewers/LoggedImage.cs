using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>What MLflow's <c>log_image</c> writes into the name of a file: <c>key+step+3+timestamp+1795462727068+….png</c>, with % for + by older clients.</summary>
/// <param name="Key">As it was logged: clients write # for its slashes.</param>
/// <param name="At">In UTC.</param>
internal sealed partial record LoggedImage(string Key, long Step, DateTime At)
{
    public static LoggedImage? Of(string name) =>
        Name().Match(name) is { Success: true } match
        && long.TryParse(match.Groups["step"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)
        && long.TryParse(match.Groups["time"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new(match.Groups["key"].Value.Replace('#', '/'), step, DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime)
            : null;

    [GeneratedRegex(@"^(?<key>.+)[+%]step[+%](?<step>-?[0-9]+)[+%]timestamp[+%](?<time>[0-9]+)[+%]")]
    private static partial Regex Name();
}
