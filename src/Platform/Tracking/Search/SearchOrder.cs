namespace Slipway.Tracking.Search;

/// <summary>One key that results are ordered by. In both directions a NaN comes after every number and a missing value last.</summary>
/// <param name="DatasetName">For a logged model's metric: only its values on this dataset.</param>
internal sealed record SearchOrder(SearchField Field, bool Ascending, string? DatasetName = null, string? DatasetDigest = null)
{
    /// <summary>Reads clauses of the form <c>metrics.loss DESC</c>; ascending unless said otherwise.</summary>
    public static Result<IReadOnlyList<SearchOrder>> Parse(IReadOnlyList<string> clauses, SearchEntity entity)
    {
        List<SearchOrder> orders = [];
        foreach (var clause in clauses)
        {
            var order = Parse(clause, SearchSchema.Of(entity));
            if (order.Refusal is { } refusal)
            {
                return refusal;
            }

            orders.Add(order.Value);
        }

        return Distinct(orders);
    }

    /// <summary>Reads the order of a search for logged models, which names a dataset beside a metric.</summary>
    public static Result<IReadOnlyList<SearchOrder>> Parse(IReadOnlyList<LoggedModelOrder> clauses)
    {
        List<SearchOrder> orders = [];
        foreach (var clause in clauses)
        {
            var order = Parse(clause.FieldName, SearchSchema.Of(SearchEntity.LoggedModels));
            if (order.Refusal is { } refusal)
            {
                return refusal;
            }

            if (clause.DatasetDigest is not null && clause.DatasetName is null)
            {
                return new Invalid($"Invalid order_by '{clause.FieldName}': dataset_digest needs dataset_name beside it.");
            }

            if (clause.DatasetName is not null && order.Value.Field.Kind is not SearchFieldKind.Metric)
            {
                return new Invalid($"Invalid order_by '{clause.FieldName}': only metrics, like metrics.accuracy, can be ordered by their value on a dataset.");
            }

            orders.Add(order.Value with { Ascending = clause.Ascending, DatasetName = clause.DatasetName, DatasetDigest = clause.DatasetDigest });
        }

        return Distinct(orders);
    }

    private static Result<SearchOrder> Parse(string clause, SearchSchema schema)
    {
        var lexer = new SearchLexer(clause);
        var name = lexer.Next();
        var direction = lexer.Next();
        if (name.Kind is not (SearchTokenKind.Word or SearchTokenKind.Name)
            || name.Take() is not { } taken
            || !(direction.Kind is SearchTokenKind.End || ((direction.Is("ASC") || direction.Is("DESC")) && lexer.Next().Kind is SearchTokenKind.End)))
        {
            return new Invalid(
                $"Invalid order_by clause '{clause}'. Write one name and ASC or DESC, like metrics.loss DESC, with other characters than letters, digits, _ and . "
                + "in backticks.");
        }

        var field = schema.Ordered(taken);
        return field.Refusal is { } refusal ? refusal : new SearchOrder(field.Value, !direction.Is("DESC"));
    }

    private static Result<IReadOnlyList<SearchOrder>> Distinct(List<SearchOrder> orders)
    {
        var repeated = orders.GroupBy(order => (order.Field, order.DatasetName, order.DatasetDigest)).FirstOrDefault(same => same.Count() > 1);
        return repeated is null
            ? orders
            : new Invalid($"Invalid order_by: '{repeated.Key.Field.Key}' is given {repeated.Count()} times. Name each key once.");
    }
}

/// <summary>An order as clients send it when they search logged models.</summary>
/// <param name="FieldName">An attribute like <c>creation_timestamp</c>, or <c>metrics.accuracy</c>.</param>
public sealed record LoggedModelOrder(string FieldName, bool Ascending = true, string? DatasetName = null, string? DatasetDigest = null);
