using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A search for runs.</summary>
/// <param name="Experiments">Numbers of experiments; those that don't exist have no runs. Null for all of the project that aren't deleted.</param>
/// <param name="Filter">What must hold, such as <c>metrics.loss &lt; 0.5 AND params.model = 'cnn'</c>.</param>
/// <param name="OrderBy">Keys such as <c>metrics.loss DESC</c>; missing values come last, then newer runs first.</param>
/// <param name="Columns">What of the found runs is read; null for everything.</param>
/// <param name="Grammar">How the filter is read.</param>
/// <param name="RootsOnly">Only runs that aren't part of another run that is found.</param>
/// <param name="Parent">Only runs that are directly part of this one, by its id.</param>
public sealed record RunSearch(
    IReadOnlyList<long>? Experiments,
    string? Filter = null,
    LifecycleView View = LifecycleView.ActiveOnly,
    IReadOnlyList<string>? OrderBy = null,
    int MaxResults = RunSearch.DefaultResults,
    string? PageToken = null,
    RunColumns? Columns = null,
    SearchGrammar Grammar = SearchGrammar.Extended,
    bool RootsOnly = false,
    string? Parent = null)
{
    public const int DefaultResults = 1_000;
    public const int MostResults = 50_000;

    /// <summary>Up to so many runs a total is exact where it is only shown; beyond, counting would cost more than the page that it stands on.</summary>
    public const int MostCounted = 10_000;
}
