using System.Globalization;

namespace Slipway.Tracking.Compare;

/// <summary>How far a metric's latest value is from the baseline's.</summary>
/// <param name="Difference">The value less the baseline's.</param>
/// <param name="Share">That as a part of the baseline's magnitude; null where the baseline is 0.</param>
/// <param name="IsBetter">Null where the metric's name doesn't say which way is better.</param>
internal readonly record struct Delta(double Difference, double? Share, bool? IsBetter)
{
    /// <summary>Null where there is nothing to measure: a value is missing, no finite number, or the same.</summary>
    public static Delta? Of(double? value, double? baseline, bool? lowerIsBetter)
    {
        if (!IsNumber(value) || !IsNumber(baseline) || value!.Value == baseline!.Value)
        {
            return null;
        }

        var difference = value.Value - baseline.Value;
        return new(difference, baseline.Value == 0 ? null : difference / Math.Abs(baseline.Value), lowerIsBetter is { } lower ? difference < 0 == lower : null);
    }

    /// <summary>'+12.5 %', or the difference itself where there is no share.</summary>
    public string Text => Share is { } share && Math.Abs(share) < 10
        ? string.Create(CultureInfo.InvariantCulture, $"{Sign}{Math.Abs(share):0.##%}").Replace("%", " %", StringComparison.Ordinal)
        : Sign + Runs.MetricText.Short(Math.Abs(Difference));

    private string Sign => Difference < 0 ? "−" : "+";

    // Infinities come from services as the largest finite magnitude.
    private static bool IsNumber(double? value) => value is { } number && double.IsFinite(number) && Math.Abs(number) < double.MaxValue;
}
