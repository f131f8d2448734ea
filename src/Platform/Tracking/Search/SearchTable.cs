using System.Globalization;

namespace Slipway.Tracking.Search;

/// <summary>Where the keyed values of a searchable thing are.</summary>
/// <param name="Owner">The column that holds the thing's key.</param>
/// <param name="Head">The column with the beginning of the value, by which it is indexed; null where the value itself is.</param>
internal sealed record KeyedTable(string Name, string Owner, string Key, string Value, string? Head = null, string? IsNaN = null);

/// <summary>How a searchable thing is found in the database: what a filter's fields are called there.</summary>
/// <param name="key">The thing's own key, with its alias.</param>
internal sealed class SearchTable(string key, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<SearchFieldKind, KeyedTable> keyed)
{
    /// <summary>How much of a value its head has.</summary>
    public const int HeadLimit = 100;

    public string Key { get; } = key;

    public IReadOnlyDictionary<string, string> Attributes { get; } = attributes;

    public IReadOnlyDictionary<SearchFieldKind, KeyedTable> Keyed { get; } = keyed;

    public static IEnumerable<SearchCondition.Comparison> Comparisons(SearchCondition condition) => condition switch
    {
        SearchCondition.All all => all.Parts.SelectMany(Comparisons),
        SearchCondition.Comparison comparison => [comparison],
        _ => [],
    };

    /// <summary>A comparison as a condition on one row of the thing.</summary>
    public string Condition(SqlText sql, SearchCondition.Comparison comparison)
    {
        var field = comparison.Field;
        if (field.Kind is SearchFieldKind.Attribute)
        {
            return OfValue(sql, Attributes[field.Key], comparison.Operator, comparison.Operand);
        }

        var table = Keyed[field.Kind];
        var named = $"\"{table.Name}\" f WHERE f.\"{table.Owner}\" = {Key} AND f.\"{table.Key}\" = {sql.Parameter(field.Key)}";
        return comparison.Operator switch
        {
            SearchOperator.IsNull => $"NOT EXISTS (SELECT 1 FROM {named})",
            SearchOperator.IsNotNull => $"EXISTS (SELECT 1 FROM {named})",
            _ => $"EXISTS (SELECT 1 FROM {named} AND {OfKeyed(sql, table, "f", comparison)})",
        };
    }

    /// <summary>The comparison as a condition on a row of keyed values, whose key is asked elsewhere.</summary>
    /// <param name="headOnly">Ask no more than an index by the head can answer, which finds a little more.</param>
    public static string OfKeyed(SqlText sql, KeyedTable table, string alias, SearchCondition.Comparison comparison, bool headOnly = false)
    {
        var value = $"{alias}.\"{table.Value}\"";
        if (table.Head is { } head && Heads(comparison) is { } heads)
        {
            var begins = OfValue(sql, $"{alias}.\"{head}\"", comparison.Operator, heads);
            return headOnly ? begins : $"{begins} AND {OfValue(sql, value, comparison.Operator, comparison.Operand)}";
        }

        var condition = OfValue(sql, value, comparison.Operator, comparison.Operand);
        return table.IsNaN is { } isNaN && HoldsForZero(comparison) is false ? $"{alias}.\"{isNaN}\" = {sql.Parameter(false)} AND {condition}" : condition;
    }

    // The same comparison of the beginnings of values, where it is one that an index can be entered by.
    private static SearchOperand? Heads(SearchCondition.Comparison comparison) => comparison switch
    {
        { Operator: SearchOperator.Equal, Operand: SearchOperand.Text text } => new SearchOperand.Text(Head(text.Value)),
        { Operator: SearchOperator.In, Operand: SearchOperand.TextList list } => new SearchOperand.TextList([.. list.Values.Select(Head).Distinct()]),
        _ => null,
    };

    /// <summary>Whether a metric that is NaN meets the comparison: the protocol compares it as the 0 that is stored for it.</summary>
    public static bool HoldsForZero(SearchCondition.Comparison comparison) => (comparison.Operator, comparison.Operand) switch
    {
        (SearchOperator.Equal, SearchOperand.Number number) => number.Value == 0,
        (SearchOperator.NotEqual, SearchOperand.Number number) => number.Value != 0,
        (SearchOperator.Less, SearchOperand.Number number) => 0 < number.Value,
        (SearchOperator.LessOrEqual, SearchOperand.Number number) => 0 <= number.Value,
        (SearchOperator.Greater, SearchOperand.Number number) => 0 > number.Value,
        (SearchOperator.GreaterOrEqual, SearchOperand.Number number) => 0 >= number.Value,
        (SearchOperator.In, SearchOperand.NumberList list) => list.Values.Contains(0),
        (SearchOperator.NotIn, SearchOperand.NumberList list) => !list.Values.Contains(0),
        _ => false,
    };

    public static string Head(string value) => value.Length <= HeadLimit ? value : value[..HeadLimit];

    /// <summary>The comparison as a condition on a column.</summary>
    public static string OfValue(SqlText sql, string column, SearchOperator comparison, SearchOperand operand) => (comparison, operand) switch
    {
        (SearchOperator.Like, SearchOperand.Text text) => sql.Like(column, text.Value, ignoreCase: false),
        (SearchOperator.ILike, SearchOperand.Text text) => sql.Like(column, text.Value, ignoreCase: true),
        (SearchOperator.NotLike, SearchOperand.Text text) => $"NOT ({sql.Like(column, text.Value, ignoreCase: false)})",
        (SearchOperator.NotILike, SearchOperand.Text text) => $"NOT ({sql.Like(column, text.Value, ignoreCase: true)})",
        (_, SearchOperand.TextList list) => $"{column} {In(comparison)} ({string.Join(',', list.Values.Select(sql.Parameter))})",
        (_, SearchOperand.NumberList list) => $"{column} {In(comparison)} ({string.Join(',', list.Values.Select(value => sql.Parameter(value)))})",
        (_, SearchOperand.IntegerList list) => $"{column} {In(comparison)} ({string.Join(',', list.Values.Select(value => sql.Parameter(value)))})",
        (_, SearchOperand.Text text) => $"{column} {Sign(comparison)} {sql.Parameter(text.Value)}",
        (_, SearchOperand.Number number) => $"{column} {Sign(comparison)} {sql.Parameter(number.Value)}",
        (_, SearchOperand.Integer integer) => $"{column} {Sign(comparison)} {sql.Parameter(integer.Value)}",
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{comparison} takes no {operand.GetType().Name}.")),
    };

    private static string In(SearchOperator comparison) => comparison is SearchOperator.In ? "IN" : "NOT IN";

    private static string Sign(SearchOperator comparison) => comparison switch
    {
        SearchOperator.Equal => "=",
        SearchOperator.NotEqual => "<>",
        SearchOperator.Less => "<",
        SearchOperator.LessOrEqual => "<=",
        SearchOperator.Greater => ">",
        SearchOperator.GreaterOrEqual => ">=",
        _ => throw new InvalidOperationException($"{comparison} is no sign."),
    };
}
