using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>
/// Which comparisons of a filter can drive a search: an index is entered by each, and together they find every run that the filter holds for. One part of
/// an AND is enough, but of an OR every part has to find its runs.
/// </summary>
internal sealed class RunDrivers
{
    /// <summary>How far comparisons are counted before they are taken for unselective; counting costs less than reading one page.</summary>
    private const int FewLimit = 10_000;

    /// <summary>So many are counted so far; beyond, each is counted less far, so that all cost the same.</summary>
    private const int Few = 8;

    /// <summary>How many times the limit a count stands for that reached it: taken for few, runs would be walked along where a comparison finds some at once.</summary>
    private const int BeyondLimit = 10;

    private readonly SearchCondition _filter;
    private readonly Dictionary<SearchCondition.Comparison, int> _places = new(ReferenceEqualityComparer.Instance);

    public RunDrivers(SearchCondition filter)
    {
        _filter = filter;
        foreach (var leaf in Leaves(filter).Where(IsIndexed))
        {
            _places.Add(leaf, _places.Count + 1);
        }

        IsUseful = Cheapest(filter, new long[_places.Count + 1]) is not null;
        CountLimit = FewLimit * Few / Math.Max(Few, _places.Count);
    }

    /// <summary>Whether the search can be driven at all.</summary>
    public bool IsUseful { get; }

    public int CountLimit { get; }

    /// <summary>What has to be counted; the count of the first has place 1, and place 0 is for all runs.</summary>
    public IEnumerable<SearchCondition.Comparison> Counted => _places.Keys;

    /// <summary>The comparisons that find the fewest runs.</summary>
    /// <param name="counts">By place, each up to the limit.</param>
    public (long Count, IReadOnlyList<SearchCondition.Comparison> By)? Cheapest(long[] counts) => Cheapest(_filter, counts);

    /// <summary>Which part of all runs the filter holds for, as far as counts tell.</summary>
    public double Share(long[] counts) => Share(_filter, counts, Math.Max(1, Estimate(counts[0])));

    public double Estimate(long count) => count < CountLimit ? count : (double)CountLimit * BeyondLimit;

    private static IEnumerable<SearchCondition.Comparison> Leaves(SearchCondition condition) => condition switch
    {
        SearchCondition.All all => all.Parts.SelectMany(Leaves),
        SearchCondition.Any any => any.Parts.SelectMany(Leaves),
        SearchCondition.Comparison comparison => [comparison],
        _ => [],
    };

    private static bool IsIndexed(SearchCondition.Comparison comparison) =>
        comparison.Field.Kind is SearchFieldKind.Metric or SearchFieldKind.Param or SearchFieldKind.Tag && comparison.Operator is not SearchOperator.IsNull;

    private (long Count, IReadOnlyList<SearchCondition.Comparison> By)? Cheapest(SearchCondition condition, long[] counts)
    {
        switch (condition)
        {
            case SearchCondition.Comparison comparison when _places.TryGetValue(comparison, out var place):
                return (counts[place], [comparison]);
            case SearchCondition.All all:
                return all.Parts.Select(part => Cheapest(part, counts)).Where(found => found is not null).MinBy(found => found!.Value.Count);
            case SearchCondition.Any any:
                var found = any.Parts.Select(part => Cheapest(part, counts)).ToList();
                return found.Any(part => part is null) ? null : (found.Sum(part => part!.Value.Count), [.. found.SelectMany(part => part!.Value.By)]);
            default:
                return null;
        }
    }

    private double Share(SearchCondition condition, long[] counts, double all) => condition switch
    {
        SearchCondition.Comparison comparison when _places.TryGetValue(comparison, out var place) => Math.Min(1, Estimate(counts[place]) / all),
        SearchCondition.All parts => parts.Parts.Aggregate(1d, (share, part) => share * Share(part, counts, all)),
        SearchCondition.Any parts => Math.Min(1, parts.Parts.Sum(part => Share(part, counts, all))),
        _ => 1,
    };
}
