namespace Slipway.Tracking.Search;

/// <summary>Brings a condition into the form that statements are written from: NOT stands at comparisons only, and nothing is nested without need.</summary>
internal static class SearchLogic
{
    public static SearchCondition Simplify(SearchCondition condition) => condition switch
    {
        SearchCondition.All all => Together(all.Parts.Select(Simplify)),
        SearchCondition.Any any => Either(any.Parts.Select(Simplify)),
        SearchCondition.Not { Part: SearchCondition.Not twice } => Simplify(twice.Part),
        SearchCondition.Not { Part: SearchCondition.All all } => Either(all.Parts.Select(part => Simplify(new SearchCondition.Not(part)))),
        SearchCondition.Not { Part: SearchCondition.Any any } => Together(any.Parts.Select(part => Simplify(new SearchCondition.Not(part)))),
        SearchCondition.Not { Part: SearchCondition.Comparison { Operator: SearchOperator.IsNull } isNull } => isNull with { Operator = SearchOperator.IsNotNull },
        SearchCondition.Not { Part: SearchCondition.Comparison { Operator: SearchOperator.IsNotNull } isNotNull } => isNotNull with { Operator = SearchOperator.IsNull },
        _ => condition,
    };

    /// <summary>The parts that must all be met.</summary>
    public static IReadOnlyList<SearchCondition> Parts(SearchCondition condition) => condition is SearchCondition.All all ? all.Parts : [condition];

    /// <summary>Both conditions.</summary>
    public static SearchCondition And(SearchCondition one, SearchCondition other) => Together([one, other]);

    private static SearchCondition Together(IEnumerable<SearchCondition> parts)
    {
        SearchCondition[] flat = [.. parts.SelectMany(Parts)];
        return flat is [var only] ? only : new SearchCondition.All(flat);
    }

    // Values of one field that are asked for one by one are a list: one look at an index instead of many.
    private static SearchCondition Either(IEnumerable<SearchCondition> parts)
    {
        List<SearchCondition> flat = [];
        foreach (var part in parts.SelectMany(part => part is SearchCondition.Any any ? any.Parts : [part]))
        {
            var same = flat.FindIndex(other => Values(other) is not null && Values(part) is not null
                && ((SearchCondition.Comparison)other).Field == ((SearchCondition.Comparison)part).Field);
            if (same < 0)
            {
                flat.Add(part);
                continue;
            }

            var merged = (SearchCondition.Comparison)flat[same];
            flat[same] = merged with { Operator = SearchOperator.In, Operand = new SearchOperand.TextList([.. Values(merged)!.Union(Values(part)!)]) };
        }

        return flat is [var only] ? only : new SearchCondition.Any(flat);
    }

    private static IReadOnlyList<string>? Values(SearchCondition condition) => condition switch
    {
        SearchCondition.Comparison { Operator: SearchOperator.Equal, Operand: SearchOperand.Text text } => [text.Value],
        SearchCondition.Comparison { Operator: SearchOperator.In, Operand: SearchOperand.TextList list } => list.Values,
        _ => null,
    };
}
