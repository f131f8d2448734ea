using System.Globalization;

namespace Slipway.Tracking.Runs;

/// <summary>How a metric's value reads in a table: six significant digits, powers of ten only where zeros would hide them.</summary>
internal static class MetricText
{
    /// <param name="value">As services give it: infinities are the largest finite magnitude; null where there is none.</param>
    public static string Short(double? value) => value switch
    {
        null => "–",
        double.NaN => "NaN",
        >= double.MaxValue => "∞",
        <= -double.MaxValue => "−∞",
        0 => "0",
        { } number when Math.Abs(number) is < 1e-4 or >= 1e7 => number.ToString("0.#####e+0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 1e5 => number.ToString("#,0.#", CultureInfo.InvariantCulture),
        { } number => number.ToString("G6", CultureInfo.InvariantCulture),
    };

    /// <summary>Every digit, for those who copy it.</summary>
    public static string Exact(double? value) => value is { } number && double.IsFinite(number) && Math.Abs(number) < double.MaxValue
        ? number.ToString("R", CultureInfo.InvariantCulture)
        : Short(value);
}
