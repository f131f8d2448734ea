namespace Slipway.Tracking.Search;

/// <summary>Operators as they are written.</summary>
internal static class SearchOperators
{
    public static SearchOperator? Sign(string written) => written switch
    {
        "=" => SearchOperator.Equal,
        "!=" => SearchOperator.NotEqual,
        "<" => SearchOperator.Less,
        "<=" => SearchOperator.LessOrEqual,
        ">" => SearchOperator.Greater,
        ">=" => SearchOperator.GreaterOrEqual,
        _ => null,
    };

    public static string Spelled(this SearchOperator comparison) => comparison switch
    {
        SearchOperator.Equal => "=",
        SearchOperator.NotEqual => "!=",
        SearchOperator.Less => "<",
        SearchOperator.LessOrEqual => "<=",
        SearchOperator.Greater => ">",
        SearchOperator.GreaterOrEqual => ">=",
        SearchOperator.Like => "LIKE",
        SearchOperator.ILike => "ILIKE",
        SearchOperator.NotLike => "NOT LIKE",
        SearchOperator.NotILike => "NOT ILIKE",
        SearchOperator.In => "IN",
        SearchOperator.NotIn => "NOT IN",
        SearchOperator.IsNull => "IS NULL",
        _ => "IS NOT NULL",
    };

    public static string Listed(this IEnumerable<SearchOperator> operators) => string.Join(", ", operators.Select(Spelled));
}
