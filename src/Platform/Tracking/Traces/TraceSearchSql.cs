using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

/// <summary>
/// Writes a search for traces as SQL. It goes along the index of times until the page is full, unless a comparison that finds few traces, by a tag, a
/// run or an id, is there to start from.
/// </summary>
internal sealed class TraceSearchSql(
    DatabaseProvider provider, Id<Project> project, IReadOnlyList<long>? experiments, IReadOnlyList<SearchCondition.Comparison> filter, IReadOnlyList<SearchOrder> orders)
{
    private const string Traces = "\"Traces\" t";

    private static readonly SearchTable Table = new(
        "t.\"Key\"",
        new Dictionary<string, string>
        {
            ["request_id"] = "t.\"TraceId\"",
            ["client_request_id"] = "t.\"ClientRequestId\"",
            ["name"] = "t.\"Name\"",
            ["status"] = "CASE t.\"State\" WHEN 1 THEN 'OK' WHEN 2 THEN 'ERROR' WHEN 3 THEN 'IN_PROGRESS' ELSE 'STATE_UNSPECIFIED' END",
            ["timestamp_ms"] = "t.\"RequestTime\"",
            ["execution_time_ms"] = "t.\"Duration\"",
            ["tokens"] = "t.\"TotalTokens\"",
            ["request"] = "t.\"RequestPreview\"",
            ["response"] = "t.\"ResponsePreview\"",
            ["text"] = "CONCAT(t.\"RequestPreview\", ' ', t.\"ResponsePreview\")",
            ["experiment_id"] = "t.\"ExperimentKey\"",
        },
        new Dictionary<SearchFieldKind, KeyedTable>
        {
            [SearchFieldKind.Tag] = new("TraceTags", "TraceKey", "Name", "Value", "ValueHead"),
            [SearchFieldKind.Metadata] = new("TraceMetadata", "TraceKey", "Name", "Value", "ValueHead"),
        });

    /// <summary>Comparisons that an index can be entered by, and so can drive the search.</summary>
    public IReadOnlyList<SearchCondition.Comparison> Drivers { get; } =
        [.. filter.Where(c => c.Operator is SearchOperator.Equal && (IsRun(c) || (experiments is not null && Table.Keyed.ContainsKey(c.Field.Kind))))];

    public SortKeys Sort { get; } = new([.. Keys(orders)]);

    /// <summary>Counts, up to a limit, what a driver finds.</summary>
    public SqlText Count(SearchCondition.Comparison driver, int limit)
    {
        var sql = new SqlText(provider);
        var (from, where) = Drive(sql, driver, forCount: true);
        return sql.Append($"SELECT COUNT(*) FROM (SELECT {sql.Top(limit)}1 AS x FROM {from} WHERE {where}{sql.Limit(limit)}) q");
    }

    /// <summary>How many traces there are in all, and the largest key among them.</summary>
    public SqlText Count(SearchCondition.Comparison? driver, long? newest)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT COUNT(*), COALESCE(MAX(t.\"Key\"), 0) FROM {Found(sql, driver)}");
        return Narrow(sql, driver, newest);
    }

    /// <summary>Answers <c>Key</c>, then the sort columns.</summary>
    public SqlText Page(SearchCondition.Comparison? driver, IReadOnlyList<SortValue>? after, int rows)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT {sql.Top(rows)}t.\"Key\", {Sort.Columns} FROM {Found(sql, driver)}");
        Narrow(sql, driver, null);
        if (after is not null)
        {
            sql.Append($" AND {Sort.After(sql, after)}");
        }

        return sql.Append($" ORDER BY {Sort.OrderBy}{sql.Limit(rows)}");
    }

    /// <summary>Answers the keys from a place on.</summary>
    public SqlText Window(SearchCondition.Comparison? driver, long? newest, int start, int rows)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT t.\"Key\", {Sort.Columns} FROM {Found(sql, driver)}");
        Narrow(sql, driver, newest);
        return sql.Append($" ORDER BY {Sort.OrderBy}").Append(provider is DatabaseProvider.SqlServer
            ? FormattableString.Invariant($" OFFSET {start} ROWS FETCH NEXT {rows} ROWS ONLY")
            : FormattableString.Invariant($" LIMIT {rows} OFFSET {start}"));
    }

    private string Found(SqlText sql, SearchCondition.Comparison? driver)
    {
        if (driver is null)
        {
            return $"{Traces} WHERE {Scope(sql)}";
        }

        var (from, where) = Drive(sql, driver, forCount: false);
        return $"{from} {sql.DrivenJoin} {Traces} ON t.\"Key\" = d.\"TraceKey\" WHERE {where} AND {Scope(sql)}";
    }

    private SqlText Narrow(SqlText sql, SearchCondition.Comparison? driver, long? newest)
    {
        foreach (var comparison in filter.Where(c => c != driver))
        {
            sql.Append($" AND {Condition(sql, comparison)}");
        }

        return newest is { } key ? sql.Append($" AND t.\"Key\" <= {sql.Parameter(key)}") : sql;
    }

    private string Scope(SqlText sql) => experiments is not null
        ? $"{sql.In("t.\"ExperimentKey\"", experiments)} AND t.\"ProjectId\" = {sql.Parameter(project.Value)}"
        : $"t.\"ProjectId\" = {sql.Parameter(project.Value)} AND EXISTS (SELECT 1 FROM \"Experiments\" e WHERE e.\"Key\" = t.\"ExperimentKey\" AND e.\"Deleted\" = {sql.Parameter(false)})";

    private (string From, string Where) Drive(SqlText sql, SearchCondition.Comparison driver, bool forCount)
    {
        var text = ((SearchOperand.Text)driver.Operand).Value;
        if (IsRun(driver))
        {
            return ("\"TraceRuns\" d", $"d.\"RunId\" = {sql.Parameter(text)}");
        }

        var table = Table.Keyed[driver.Field.Kind];
        var head = $"{sql.In("d.\"ExperimentKey\"", experiments!)} AND d.\"Name\" = {sql.Parameter(driver.Field.Key)} AND d.\"ValueHead\" = {sql.Parameter(SearchTable.Head(text))}";
        return ($"\"{table.Name}\" d", forCount ? head : $"{head} AND d.\"Value\" = {sql.Parameter(text)}");
    }

    private static string Condition(SqlText sql, SearchCondition.Comparison comparison) => comparison.Field switch
    {
        { Kind: SearchFieldKind.Feedback } => Assessed(sql, comparison, Assessments.AssessmentKind.Feedback),
        { Kind: SearchFieldKind.Expectation } => Assessed(sql, comparison, Assessments.AssessmentKind.Expectation),
        { Kind: SearchFieldKind.Attribute, Key: "run_id" } => OfRun(sql, comparison),
        // By the number, an index of states can be entered.
        { Kind: SearchFieldKind.Attribute, Key: "status" } when comparison is { Operator: SearchOperator.Equal, Operand: SearchOperand.Text status } =>
            $"t.\"State\" = {sql.Parameter(StateOf(status.Value))}",
        _ => Table.Condition(sql, comparison),
    };

    private static string OfRun(SqlText sql, SearchCondition.Comparison comparison)
    {
        var negated = comparison.Operator is SearchOperator.NotEqual or SearchOperator.NotIn;
        IReadOnlyList<string> runs = comparison.Operand is SearchOperand.TextList list ? list.Values : [((SearchOperand.Text)comparison.Operand).Value];
        return $"{(negated ? "NOT " : "")}EXISTS (SELECT 1 FROM \"TraceRuns\" f WHERE f.\"TraceKey\" = t.\"Key\" AND f.\"RunId\" IN ({string.Join(',', runs.Select(sql.Parameter))}))";
    }

    private static string Assessed(SqlText sql, SearchCondition.Comparison comparison, Assessments.AssessmentKind kind)
    {
        var named = $"\"TraceAssessments\" f WHERE f.\"TraceKey\" = t.\"Key\" AND f.\"Kind\" = {(int)kind} AND f.\"Name\" = {sql.Parameter(comparison.Field.Key)} AND f.\"Valid\" = {sql.Parameter(true)}";
        return comparison.Operator switch
        {
            SearchOperator.IsNull => $"NOT EXISTS (SELECT 1 FROM {named})",
            SearchOperator.IsNotNull => $"EXISTS (SELECT 1 FROM {named})",
            _ => $"EXISTS (SELECT 1 FROM {named} AND {SearchTable.OfKeyed(sql, Values, "f", comparison)})",
        };
    }

    private static readonly KeyedTable Values = new("TraceAssessments", "TraceKey", "Name", "ValueText");

    private static int StateOf(string status) => status switch
    {
        "OK" => (int)TraceState.Ok,
        "ERROR" => (int)TraceState.Error,
        "IN_PROGRESS" => (int)TraceState.InProgress,
        "STATE_UNSPECIFIED" => (int)TraceState.Unspecified,
        _ => -1,
    };

    private static bool IsRun(SearchCondition.Comparison comparison) => comparison.Field is { Kind: SearchFieldKind.Attribute, Key: "run_id" };

    private static IEnumerable<SortKey> Keys(IReadOnlyList<SearchOrder> orders)
    {
        foreach (var (field, ascending) in orders.Select(order => (order.Field.Key, order.Ascending)))
        {
            var column = field is "run_id" ? "COALESCE((SELECT MIN(o.\"RunId\") FROM \"TraceRuns\" o WHERE o.\"TraceKey\" = t.\"Key\"), '')" : Table.Attributes[field];
            if (field is "execution_time_ms" or "tokens")
            {
                yield return new($"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END", true, SortValueKind.Integer);
                column = $"COALESCE({column}, 0)";
            }

            yield return new(column, ascending, field is "timestamp_ms" or "execution_time_ms" or "tokens" or "experiment_id" ? SortValueKind.Integer : SortValueKind.Text);
        }

        var byTime = orders.FirstOrDefault(order => order.Field.Key is "timestamp_ms");
        if (byTime is null)
        {
            yield return new(Table.Attributes["timestamp_ms"], Ascending: false, SortValueKind.Integer);
        }

        // In the direction of the time, so that the index of times answers both.
        yield return new(Table.Key, byTime?.Ascending ?? false, SortValueKind.Integer);
    }
}
