using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A statement that answers a stretch of a search's result: <c>Key</c>, then the sort columns.</summary>
internal sealed record RunStatement(SqlText Sql, SortKeys Sort);

/// <summary>
/// Writes a search for runs as SQL that is read from its cheapest end: from the most selective comparison, or along the order's own index until
/// the page is full. An order by metric is three stretches, one after another: numbers, NaN, and the runs that lack it.
/// </summary>
internal sealed class RunSearchSql(
    DatabaseProvider provider, IReadOnlyList<long> experiments, LifecycleView view, IReadOnlyList<SearchCondition.Comparison> filter, IReadOnlyList<SearchOrder> orders)
{
    private const string Runs = "\"Runs\" r";
    private const string NoNumber = "CAST(0 AS double precision)";

    public static readonly SearchTable Table = new(
        "r.\"Key\"",
        new Dictionary<string, string>
        {
            ["run_id"] = "r.\"RunId\"",
            ["run_name"] = "r.\"Name\"",
            ["user_id"] = "r.\"UserName\"",
            ["status"] = "CASE r.\"Status\" WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'SCHEDULED' WHEN 3 THEN 'FINISHED' WHEN 4 THEN 'FAILED' ELSE 'KILLED' END",
            ["start_time"] = "r.\"StartTime\"",
            ["end_time"] = "r.\"EndTime\"",
            ["duration"] = "(r.\"EndTime\" - r.\"StartTime\")",
            ["artifact_uri"] = "(SELECT CONCAT(COALESCE(e.\"ArtifactLocation\", CONCAT('mlflow-artifacts:/', e.\"Number\")), '/', r.\"RunId\", '/artifacts') FROM \"Experiments\" e WHERE e.\"Key\" = r.\"ExperimentKey\")",
        },
        new Dictionary<SearchFieldKind, KeyedTable>
        {
            [SearchFieldKind.Metric] = new("MetricSeries", "RunKey", "Name", "LastValue", IsNaN: "LastIsNaN"),
            [SearchFieldKind.Param] = new("RunParams", "RunKey", "Name", "Value", "ValueHead"),
            [SearchFieldKind.Tag] = new("RunTags", "RunKey", "Name", "Value", "ValueHead"),
        });

    /// <summary>Comparisons that an index can be entered by, and so can drive the search.</summary>
    public IReadOnlyList<SearchCondition.Comparison> Drivers { get; } =
        [.. filter.Where(c => Table.Keyed.ContainsKey(c.Field.Kind) && c.Operator is not SearchOperator.IsNull)];

    /// <summary>Whether single runs are named: nothing is more selective.</summary>
    public bool NamesRuns => filter.Any(c => c.Field is { Kind: SearchFieldKind.Attribute, Key: "run_id" } && c.Operator is SearchOperator.Equal or SearchOperator.In);

    /// <summary>How many sort values a place in the result has.</summary>
    public int Places => Sort(new SqlText(provider), out _).Count;

    /// <summary>Counts, up to a limit, the runs there are and those that each driver finds, a row each: index, count.</summary>
    public SqlText Counts(int limit)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT 0 AS n, COUNT(*) AS c FROM (SELECT {sql.Top(limit)}1 AS x FROM {Runs} WHERE {Scope(sql)}{sql.Limit(limit)}) q0");
        for (var i = 0; i < Drivers.Count; i++)
        {
            sql.Append($" UNION ALL SELECT {i + 1}, COUNT(*) FROM (SELECT {sql.Top(limit)}1 AS x FROM {Driver(sql, Drivers[i], forCount: true)}{sql.Limit(limit)}) q{i + 1}");
        }

        return sql;
    }

    /// <summary>How many runs the whole result has, counted from those that one comparison finds, or from all runs.</summary>
    public SqlText Count(SearchCondition.Comparison? driver)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT COUNT(*) FROM {Found(sql, driver, "")}");
        Narrow(sql, filter.Where(c => c != driver));
        return sql;
    }

    /// <summary>The whole result from the runs that one comparison finds, or from all runs.</summary>
    public RunStatement Driven(SearchCondition.Comparison? driver, IReadOnlyList<SortValue>? after, int rows)
    {
        var sql = new SqlText(provider);
        var sort = Sort(sql, out var joins);
        sql.Append($"SELECT {sql.Top(rows)}r.\"Key\", {sort.Columns} FROM {Found(sql, driver, joins)}");
        return Finish(sql, sort, filter.Where(c => c != driver), after, rows);
    }

    /// <summary>The result along the index of its first order, a stretch at a time, from the stretch in which the place is.</summary>
    public IEnumerable<RunStatement> Walk(IReadOnlyList<SortValue>? after, int rows)
    {
        if (orders is not [{ Field.Kind: SearchFieldKind.Metric or SearchFieldKind.Param or SearchFieldKind.Tag } first, ..])
        {
            yield return Driven(null, after, rows);
            yield break;
        }

        var missing = first.Field.Kind is SearchFieldKind.Metric ? 2 : 1;
        var from = after?[0].Integer ?? 0;
        for (var rank = from; rank <= missing; rank++)
        {
            if (MayHold(first.Field, rank, missing))
            {
                yield return Stretch(first, rank, rank == missing, rank == from ? after : null, rows);
            }
        }
    }

    private bool MayHold(SearchField field, long rank, int missing) => filter.Where(c => c.Field == field).All(c =>
        rank == missing ? c.Operator is SearchOperator.IsNull
        : c.Operator is not SearchOperator.IsNull && (rank == 0 || SearchTable.HoldsForZero(c)));

    private RunStatement Stretch(SearchOrder first, long rank, bool isMissing, IReadOnlyList<SortValue>? after, int rows)
    {
        var sql = new SqlText(provider);
        var table = Table.Keyed[first.Field.Kind];
        var isMetric = first.Field.Kind is SearchFieldKind.Metric;
        var isNumber = isMetric && rank == 0;
        List<SortKey> keys = [new($"{rank}", true, SortValueKind.Integer, IsFixed: true)];
        if (isMetric)
        {
            keys.Add(isNumber ? new("d.\"LastValue\"", first.Ascending, SortValueKind.Number) : new(NoNumber, true, SortValueKind.Number, IsFixed: true));
        }
        else if (isMissing)
        {
            keys.AddRange([new("''", true, SortValueKind.Text, IsFixed: true), new("''", true, SortValueKind.Text, IsFixed: true)]);
        }
        else
        {
            keys.AddRange([new("d.\"ValueHead\"", first.Ascending, SortValueKind.Text), new("d.\"Value\"", first.Ascending, SortValueKind.Text)]);
        }

        var joins = Joins(sql, keys, skip: 1);
        var sort = new SortKeys(keys);
        sql.Append($"SELECT {sql.Top(rows)}r.\"Key\", {sort.Columns} FROM ");
        var name = sql.Parameter(first.Field.Key);
        if (isMissing)
        {
            sql.Append($"{Runs}{joins} WHERE {Scope(sql)} AND NOT EXISTS (SELECT 1 FROM \"{table.Name}\" f WHERE f.\"RunKey\" = r.\"Key\" AND f.\"Name\" = {name})");
            return Finish(sql, sort, filter.Where(c => c.Field != first.Field), after, rows);
        }

        sql.Append($"\"{table.Name}\" d {sql.DrivenJoin} {Runs} ON r.\"Key\" = d.\"RunKey\"{joins} WHERE {sql.In("d.\"ExperimentKey\"", experiments)} AND d.\"Name\" = {name}");
        if (isMetric)
        {
            sql.Append($" AND d.\"LastIsNaN\" = {sql.Parameter(!isNumber)}");
        }

        foreach (var same in filter.Where(c => c.Field == first.Field && c.Operator is not SearchOperator.IsNotNull))
        {
            if (!isMetric || isNumber)
            {
                sql.Append($" AND {SearchTable.OfKeyed(sql, table with { IsNaN = null }, "d", same)}");
            }
        }

        sql.Append(Lifecycle(sql));
        return Finish(sql, sort, filter.Where(c => c.Field != first.Field), after, rows);
    }

    private string Found(SqlText sql, SearchCondition.Comparison? driver, string joins)
    {
        if (driver is null)
        {
            return $"{Runs}{joins} WHERE {Scope(sql)}";
        }

        var (from, where) = Split(sql, driver);
        return $"{from} {sql.DrivenJoin} {Runs} ON r.\"Key\" = d.\"RunKey\"{joins} WHERE {where}{Lifecycle(sql)}";
    }

    private static void Narrow(SqlText sql, IEnumerable<SearchCondition.Comparison> rest)
    {
        foreach (var comparison in rest)
        {
            sql.Append($" AND {(comparison.Field.Kind is SearchFieldKind.Dataset ? OnDataset(sql, comparison) : Table.Condition(sql, comparison))}");
        }
    }

    private static RunStatement Finish(SqlText sql, SortKeys sort, IEnumerable<SearchCondition.Comparison> rest, IReadOnlyList<SortValue>? after, int rows)
    {
        Narrow(sql, rest);
        if (after is not null)
        {
            sql.Append($" AND {sort.After(sql, after)}");
        }

        sql.Append($" ORDER BY {sort.OrderBy}{sql.Limit(rows)}");
        return new(sql, sort);
    }

    private SortKeys Sort(SqlText sql, out string joins)
    {
        List<SortKey> keys = [];
        joins = Joins(sql, keys, skip: 0);
        return new(keys);
    }

    // Adds the orders after the first few, and the two that make every order total.
    private string Joins(SqlText sql, List<SortKey> keys, int skip)
    {
        var joins = "";
        for (var i = skip; i < orders.Count; i++)
        {
            var (field, ascending) = (orders[i].Field, orders[i].Ascending);
            if (field.Kind is SearchFieldKind.Attribute)
            {
                keys.AddRange(Attribute(field.Key, ascending));
                continue;
            }

            var (table, alias) = (Table.Keyed[field.Kind], $"o{i}");
            joins += $" LEFT JOIN \"{table.Name}\" {alias} ON {alias}.\"RunKey\" = r.\"Key\" AND {alias}.\"Name\" = {sql.Parameter(field.Key)}";
            if (field.Kind is SearchFieldKind.Metric)
            {
                keys.Add(new($"CASE WHEN {alias}.\"RunKey\" IS NULL THEN 2 WHEN {alias}.\"LastIsNaN\" = {sql.Parameter(true)} THEN 1 ELSE 0 END", true, SortValueKind.Integer));
                keys.Add(new($"COALESCE({alias}.\"LastValue\", {NoNumber})", ascending, SortValueKind.Number));
            }
            else
            {
                keys.Add(new($"CASE WHEN {alias}.\"RunKey\" IS NULL THEN 1 ELSE 0 END", true, SortValueKind.Integer));
                keys.Add(new($"COALESCE({alias}.\"ValueHead\", '')", ascending, SortValueKind.Text));
                keys.Add(new($"COALESCE({alias}.\"Value\", '')", ascending, SortValueKind.Text));
            }
        }

        if (!orders.Any(order => order.Field is { Kind: SearchFieldKind.Attribute, Key: "start_time" }))
        {
            keys.AddRange(Attribute("start_time", ascending: false));
        }

        if (!orders.Any(order => order.Field is { Kind: SearchFieldKind.Attribute, Key: "run_id" }))
        {
            keys.AddRange(Attribute("run_id", ascending: true));
        }

        return joins;
    }

    private static IEnumerable<SortKey> Attribute(string name, bool ascending)
    {
        var column = Table.Attributes[name];
        if (name is "end_time" or "duration")
        {
            yield return new($"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END", true, SortValueKind.Integer);
            column = $"COALESCE({column}, 0)";
        }

        yield return new(column, ascending, name is "start_time" or "end_time" or "duration" ? SortValueKind.Integer : SortValueKind.Text);
    }

    private string Driver(SqlText sql, SearchCondition.Comparison comparison, bool forCount)
    {
        var (from, where) = Split(sql, comparison, forCount);
        return $"{from} WHERE {where}";
    }

    private (string From, string Where) Split(SqlText sql, SearchCondition.Comparison comparison, bool forCount = false)
    {
        var table = Table.Keyed[comparison.Field.Kind];
        var where = $"{sql.In("d.\"ExperimentKey\"", experiments)} AND d.\"Name\" = {sql.Parameter(comparison.Field.Key)}";
        // A count is only to compare: it asks what the index alone can answer.
        var isIndexed = comparison.Field.Kind is SearchFieldKind.Metric || comparison.Operator is SearchOperator.Equal;
        if (forCount && comparison is { Operator: SearchOperator.Equal, Operand: SearchOperand.Text text })
        {
            where += $" AND d.\"ValueHead\" = {sql.Parameter(SearchTable.Head(text.Value))}";
        }
        else if (comparison.Operator is not SearchOperator.IsNotNull && (isIndexed || !forCount))
        {
            where += $" AND ({SearchTable.OfKeyed(sql, table, "d", comparison)})";
        }

        return ($"\"{table.Name}\" d", where);
    }

    private static string OnDataset(SqlText sql, SearchCondition.Comparison comparison)
    {
        var table = new SearchTable(
            Table.Key,
            new Dictionary<string, string> { ["name"] = "v.\"Name\"", ["digest"] = "v.\"Digest\"", ["context"] = "f.\"Context\"" },
            new Dictionary<SearchFieldKind, KeyedTable>());
        var condition = table.Condition(sql, comparison with { Field = comparison.Field with { Kind = SearchFieldKind.Attribute } });
        return $"EXISTS (SELECT 1 FROM \"RunDatasets\" f JOIN \"DatasetVersions\" v ON v.\"Key\" = f.\"DatasetKey\" WHERE f.\"RunKey\" = {Table.Key} AND {condition})";
    }

    private string Scope(SqlText sql) => $"{sql.In("r.\"ExperimentKey\"", experiments)}{Lifecycle(sql)}";

    private string Lifecycle(SqlText sql) => view is LifecycleView.All ? "" : $" AND r.\"Deleted\" = {sql.Parameter(view is LifecycleView.DeletedOnly)}";
}
