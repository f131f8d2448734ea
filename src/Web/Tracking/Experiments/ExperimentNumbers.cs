using System.Globalization;

namespace Slipway.Tracking.Experiments;

/// <summary>How pages name several experiments in their address: <c>1,2,5</c>.</summary>
internal static class ExperimentNumbers
{
    /// <summary>The numbers, without what isn't one.</summary>
    public static IReadOnlyList<long> Read(string? text) =>
        [.. (text ?? "").Split(',').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).Where(number => number >= 0).Distinct()];
}
