using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Slipway.Tracking.Runs;

/// <summary>How charts are looked at, as it stands in the page's address.</summary>
/// <param name="X">The horizontal axis: step, relative, time, or metric.</param>
/// <param name="Along">The metric along it, where it is one.</param>
/// <param name="Smoothing">The weight of what came before, from 0 (none) up to 0.99.</param>
/// <param name="Together">Whether all charts show the same window.</param>
/// <param name="Columns">How many charts stand side by side; 0 for as many as there is room for.</param>
/// <param name="Filter">A regular expression for the names of metrics.</param>
/// <param name="Closed">Sections that are closed.</param>
/// <param name="Window">The stretch of the axis that is shown; null for all of it.</param>
internal sealed record ChartSettings(
    string X, string Along, bool LogX, bool LogY, double Smoothing, bool IgnoreOutliers, bool Together, int Columns, string Filter, IReadOnlyList<string> Closed, double[]? Window)
{
    public const string Step = "step";
    public const string Metric = "metric";
    public const double MostSmoothing = 0.99;
    public const int MostColumns = 6;

    public static readonly IReadOnlyList<(string Axis, string Text)> Axes = [(Step, "Step"), ("relative", "Elapsed"), ("time", "Time"), (Metric, "Metric")];

    private const string Yes = "1";

    /// <summary>What an address says; what it leaves out, or says in no known way, is as it is for somebody who comes for the first time.</summary>
    public static ChartSettings Of(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        var x = Text("x");
        return new(
            Axes.Any(axis => axis.Axis == x) ? x : Step,
            Text("along"),
            Text("logx") == Yes,
            Text("logy") == Yes,
            Math.Clamp(Number("smooth") ?? 0, 0, MostSmoothing),
            Text("outliers") == "hide",
            Text("apart") != Yes,
            (int)Math.Clamp(Number("columns") ?? 0, 0, MostColumns),
            Text("metrics"),
            query.TryGetValue("closed", out var closed) ? [.. closed.Select(name => name ?? "")] : [],
            Number("from") is { } from && Number("to") is { } to && from < to ? [from, to] : null);

        string Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : "";
        double? Number(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>The same for an address; null takes a name out of it.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>
    {
        ["x"] = X == Step ? null : X,
        ["along"] = X == Metric ? Along : null,
        ["logx"] = LogX ? Yes : null,
        ["logy"] = LogY ? Yes : null,
        ["smooth"] = Smoothing > 0 ? Smoothing : null,
        ["outliers"] = IgnoreOutliers ? "hide" : null,
        ["apart"] = Together ? null : Yes,
        ["columns"] = Columns > 0 ? Columns : null,
        ["metrics"] = Filter.Length > 0 ? Filter : null,
        ["closed"] = Closed.Count > 0 ? Closed.ToArray() : null,
        ["from"] = Window?[0],
        ["to"] = Window?[1],
    };

    /// <summary>What the script takes.</summary>
    public object ToScript() => new { x = X, along = Along, logX = LogX, logY = LogY, smoothing = Smoothing, ignoreOutliers = IgnoreOutliers, together = Together, columns = Columns, filter = Filter };
}
