using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A search for runs.</summary>
/// <param name="Experiments">Numbers of experiments; those that don't exist have no runs.</param>
/// <param name="Filter">Comparisons joined by AND, such as <c>metrics.loss &lt; 0.5 AND params.model = 'cnn'</c>.</param>
/// <param name="OrderBy">Keys such as <c>metrics.loss DESC</c>; missing values come last, then newer runs first.</param>
/// <param name="Columns">What of the found runs is read; null for everything.</param>
public sealed record RunSearch(
    IReadOnlyList<long> Experiments,
    string? Filter = null,
    LifecycleView View = LifecycleView.ActiveOnly,
    IReadOnlyList<string>? OrderBy = null,
    int MaxResults = RunSearch.DefaultResults,
    string? PageToken = null,
    RunColumns? Columns = null)
{
    public const int DefaultResults = 1_000;
    public const int MostResults = 50_000;
}
