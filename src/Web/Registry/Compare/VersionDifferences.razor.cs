using Microsoft.AspNetCore.Components;
using Slipway.Shared.Session;
using Slipway.Tracking.Compare;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Compare;

/// <summary>Versions of a model beside one another, measured against the first: what differs, or everything.</summary>
public sealed partial class VersionDifferences
{
    [CascadingParameter] public CurrentProject Current { get; set; } = null!;

    /// <summary>The model's name.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public VersionComparison Comparison { get; set; } = null!;

    /// <summary>Whether only what differs is shown.</summary>
    [Parameter] public bool Only { get; set; } = true;

    private List<ComparedNumber> Metrics => [.. Comparison.Metrics.Where(metric => (metric.Differs || !Only) && !RunFacts.IsOfMachine(metric.Name)).OrderByDescending(metric => MetricGoal.Weight(metric.Name))];

    private List<ComparedEntry> Files => [.. Comparison.Files.Where(file => file.Differs || !Only)];

    private bool IsSame => Only && Metrics.Count + Files.Count + new[] { Comparison.Params, Comparison.Signature, Comparison.About, Comparison.Environment }.Sum(rows => Shown(rows).Count) == 0;

    private List<ComparedText> Shown(IReadOnlyList<ComparedText> rows) => [.. rows.Where(row => row.Differs || !Only)];

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

    // Lines that not every version has.
    private static IEnumerable<(string Line, bool IsOwn)> Lines(ComparedText text, int place) =>
        (text.Values[place] ?? "").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')
            .Select(line => (line, text.Values.Any(other => !(other ?? "").ReplaceLineEndings("\n").Split('\n').Contains(line, StringComparer.Ordinal))));

    private static string Class(Delta delta) => delta.IsBetter switch
    {
        true => "delta better",
        false => "delta worse",
        null => "delta",
    };
}
