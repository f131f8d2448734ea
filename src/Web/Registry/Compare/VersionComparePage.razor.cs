using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Shared.Session;
using Slipway.Tracking.Compare;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Compare;

/// <summary>Two to ten versions of a model beside one another, measured against the first. Which, and how, stands in the address.</summary>
public sealed partial class VersionComparePage(VersionCompareService compare, NavigationManager navigation)
{
    private VersionComparison? _comparison;
    private string? _refusal;
    private string? _read;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Name { get; set; } = "";

    /// <summary>Numbers of versions, with commas between them.</summary>
    [SupplyParameterFromQuery] public string? Versions { get; set; }

    /// <summary><c>all</c> shows what is the same everywhere too.</summary>
    [SupplyParameterFromQuery] public string? Rows { get; set; }

    // One version has no differences.
    private bool DifferencesOnly => Rows != "all" && _comparison!.Versions.Count > 1;

    private List<ComparedNumber> Metrics => [.. _comparison!.Metrics.Where(metric => (metric.Differs || !DifferencesOnly) && !RunFacts.IsOfMachine(metric.Name)).OrderByDescending(metric => MetricGoal.Weight(metric.Name))];

    private List<ComparedEntry> Files => [.. _comparison!.Files.Where(file => file.Differs || !DifferencesOnly)];

    private bool IsSame => DifferencesOnly && Metrics.Count + Files.Count + new[] { _comparison!.Params, _comparison.Signature, _comparison.About, _comparison.Environment }.Sum(rows => Shown(rows).Count) == 0;

    protected override async Task OnParametersSetAsync()
    {
        if (_read != $"{Name} {Versions}")
        {
            _read = $"{Name} {Versions}";
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        int[] numbers = [.. (Versions ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        var compared = await compare.CompareAsync(Current.Known, Name, numbers, CancellationToken.None);
        (_comparison, _refusal) = (compared.Refusal is null ? compared.Value : null, compared.Refusal?.Message);
    }

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

    private void ChooseDifferences(bool only) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("rows", only ? null : "all"), replace: true);
}
