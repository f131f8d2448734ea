using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>What each run says, a row a name and a column a run; metrics are measured against the baseline.</summary>
public sealed partial class CompareTable
{
    [Parameter, EditorRequired] public Comparison Comparison { get; set; } = null!;

    /// <summary>The place of the run that the others are measured against.</summary>
    [Parameter] public int Baseline { get; set; }

    [Parameter] public bool DifferencesOnly { get; set; }
    [Parameter] public EventCallback<int> OnBaseline { get; set; }
    [Parameter] public EventCallback<bool> OnDifferencesOnly { get; set; }

    private List<ComparedMetric> Metrics => [.. Comparison.Metrics.Where(metric => metric.Differs || !DifferencesOnly)];

    private List<ComparedText> Shown(IReadOnlyList<ComparedText> rows) => [.. rows.Where(row => row.Differs || !DifferencesOnly)];

    private RenderFragment Texts(string title, IReadOnlyList<ComparedText> rows) => builder =>
    {
        var shown = Shown(rows);
        if (shown.Count == 0)
        {
            return;
        }

        builder.OpenElement(0, "tbody");
        builder.AddContent(1, Heading(title, shown.Count, rows.Count));
        foreach (var row in shown)
        {
            builder.AddContent(2, Row(row));
        }

        builder.CloseElement();
    };

    private static string Class(Delta delta) => delta.IsBetter switch
    {
        true => "delta better",
        false => "delta worse",
        null => "delta",
    };

    private static string? Details(MetricSummary? metric) => metric is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{MetricText.Exact(metric.Latest)} at step {metric.Step}; smallest {MetricText.Short(metric.Min)}, largest {MetricText.Short(metric.Max)}, {metric.Count:N0} points");
}
