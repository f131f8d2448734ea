using System.Globalization;

namespace Slipway.Tracking.Compare;

/// <summary>An axis along which runs can be laid out: a param or a metric's latest value.</summary>
/// <param name="Name">With its kind before it, since a param and a metric may share a name.</param>
/// <param name="Numbers">A number for each run, null where it has none; null itself when the values are words.</param>
/// <param name="Words">What each run says, null where it says nothing.</param>
internal sealed record Dimension(string Name, IReadOnlyList<double?>? Numbers, IReadOnlyList<string?> Words)
{
    /// <summary>Params and metrics that differ between the runs, params first.</summary>
    public static IReadOnlyList<Dimension> Of(Comparison comparison) =>
    [
        .. comparison.Params.Where(param => param.Differs).Select(param => new Dimension($"params.{param.Name}", Parse(param.Values), param.Values)),
        .. comparison.Metrics.Where(metric => metric.Differs).Select(metric => new Dimension(
            $"metrics.{metric.Name}",
            [.. metric.Values.Select(value => value is { Latest: var latest } && double.IsFinite(latest) && Math.Abs(latest) < double.MaxValue ? latest : (double?)null)],
            [.. metric.Values.Select(value => value is null ? null : Runs.MetricText.Short(value.Latest))])),
    ];

    // One word among numbers makes words of them all: an axis has one kind.
    private static List<double?>? Parse(IReadOnlyList<string?> values)
    {
        List<double?> numbers = [];
        foreach (var value in values)
        {
            if (value is null)
            {
                numbers.Add(null);
            }
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                numbers.Add(number);
            }
            else
            {
                return null;
            }
        }

        return numbers;
    }
}
