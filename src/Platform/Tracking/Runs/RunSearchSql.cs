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
    DatabaseProvider provider, IReadOnlyList<long> experiments, LifecycleView view, SearchCondition filter, IReadOnlyList<SearchOrder> orders, bool rootsOnly = false)
{
    private const string Runs = "\"Runs\" r";
    private const string NoNumber = "CAST(0 AS double precision)";

    private static readonly RunConditions Parent = new("p");

    private static readonly SearchTable Table = RunConditions.Found.Table;

    private readonly IReadOnlyList<SearchCondition> _parts = SearchLogic.Parts(filter);

    public RunDrivers Drivers { get; } = new(filter);

    /// <summary>Whether single runs are named: nothing is more selective.</summary>
    public bool NamesRuns => Plain.Any(c => c.Field is { Kind: SearchFieldKind.Attribute, Key: "run_id" } && c.Operator is SearchOperator.Equal or SearchOperator.In);

    // What must hold by itself.
    private IEnumerable<SearchCondition.Comparison> Plain => _parts.OfType<SearchCondition.Comparison>();

    /// <summary>How many sort values a place in the result has.</summary>
    public int Places => Sort(new SqlText(provider), out _).Count;

    /// <summary>Counts, up to a limit, the runs there are and those that each driver finds, a row each: index, count.</summary>
    public SqlText Counts()
    {
        var limit = Drivers.CountLimit;
        var sql = new SqlText(provider);
        sql.Append($"SELECT 0 AS n, COUNT(*) AS c FROM (SELECT {sql.Top(limit)}1 AS x FROM {Runs} WHERE {Scope(sql)}{sql.Limit(limit)}) q0");
        foreach (var (i, counted) in Drivers.Counted.Index())
        {
            sql.Append($" UNION ALL SELECT {i + 1}, COUNT(*) FROM (SELECT {sql.Top(limit)}1 AS x FROM {Driver(sql, counted, forCount: true)}{sql.Limit(limit)}) q{i + 1}");
        }

        return sql;
    }

    /// <summary>How many runs the result has, counted up to a limit from those that some comparisons find, or from all runs.</summary>
    public SqlText Count(IReadOnlyList<SearchCondition.Comparison> drivers, int most)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT COUNT(*) FROM (SELECT {sql.Top(most)}1 AS x FROM {Found(sql, drivers, "")}");
        Narrow(sql, Without(drivers));
        return sql.Append($"{sql.Limit(most)}) q");
    }

    /// <summary>The whole result from the runs that some comparisons find, or from all runs when there are none.</summary>
    public RunStatement Driven(IReadOnlyList<SearchCondition.Comparison> drivers, PageToken? after, int rows)
    {
        var sql = new SqlText(provider);
        var sort = Sort(sql, out var joins);
        sql.Append($"SELECT {sql.Top(rows)}r.\"Key\", {sort.Columns} FROM {Found(sql, drivers, joins)}");
        return Finish(sql, sort, Without(drivers), after, rows);
    }

    /// <summary>How many runs of the result are right below each of some others, a row each: the other's id, count.</summary>
    public SqlText Children(IReadOnlyList<string> parents)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT d.\"ValueHead\", COUNT(*) FROM \"RunTags\" d {sql.DrivenJoin} {Runs} ON r.\"Key\" = d.\"RunKey\" WHERE {sql.In("d.\"ExperimentKey\"", experiments)} AND d.\"Name\" = {sql.Parameter(SystemTags.ParentRunId)}");
        sql.Append($" AND d.\"ValueHead\" IN ({string.Join(',', parents.Select(sql.Parameter))}){Lifecycle(sql, "r")}");
        Narrow(sql, _parts);
        return sql.Append(" GROUP BY d.\"ValueHead\"");
    }

    /// <summary>The result along the index of its first order, a stretch at a time, from the stretch in which the place is.</summary>
    public IEnumerable<RunStatement> Walk(PageToken? after, int rows)
    {
        if (orders is not [{ Field.Kind: SearchFieldKind.Metric or SearchFieldKind.Param or SearchFieldKind.Tag } first, ..])
        {
            yield return Driven([], after, rows);
            yield break;
        }

        var missing = first.Field.Kind is SearchFieldKind.Metric ? 2 : 1;
        var from = after?.Values[0].Integer ?? 0;
        for (var rank = from; rank <= missing; rank++)
        {
            if (MayHold(first.Field, rank, missing))
            {
                yield return Stretch(first, rank, rank == missing, rank == from ? after : null, rows);
            }
        }
    }

    private bool MayHold(SearchField field, long rank, int missing) => Plain.Where(c => c.Field == field).All(c =>
        rank == missing ? c.Operator is SearchOperator.IsNull
        : c.Operator is not SearchOperator.IsNull && (rank == 0 || c.Operator is SearchOperator.IsNotNull || SearchTable.HoldsForZero(c)));

    private RunStatement Stretch(SearchOrder first, long rank, bool isMissing, PageToken? after, int rows)
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
            return Finish(sql, sort, Elsewhere(first.Field), after, rows);
        }

        sql.Append($"\"{table.Name}\" d {sql.DrivenJoin} {Runs} ON r.\"Key\" = d.\"RunKey\"{joins} WHERE {sql.In("d.\"ExperimentKey\"", experiments)} AND d.\"Name\" = {name}");
        if (isMetric)
        {
            sql.Append($" AND d.\"LastIsNaN\" = {sql.Parameter(!isNumber)}");
        }

        foreach (var same in Plain.Where(c => c.Field == first.Field && c.Operator is not SearchOperator.IsNotNull))
        {
            if (!isMetric || isNumber)
            {
                sql.Append($" AND {SearchTable.OfKeyed(sql, table with { IsNaN = null }, "d", same)}");
            }
        }

        sql.Append(Lifecycle(sql, "r"));
        return Finish(sql, sort, Elsewhere(first.Field), after, rows);
    }

    // A single comparison has been met by whatever it finds; several find together what each of them alone doesn't.
    private IEnumerable<SearchCondition> Without(IReadOnlyList<SearchCondition.Comparison> drivers) =>
        drivers is [var only] ? _parts.Where(part => !ReferenceEquals(part, only)) : _parts;

    private IEnumerable<SearchCondition> Elsewhere(SearchField field) => _parts.Where(part => part is not SearchCondition.Comparison comparison || comparison.Field != field);

    private string Found(SqlText sql, IReadOnlyList<SearchCondition.Comparison> drivers, string joins) => drivers switch
    {
        [] => $"{Runs}{joins} WHERE {Scope(sql)}",
        [var only] => $"{From(only)} {sql.DrivenJoin} {Runs} ON r.\"Key\" = d.\"RunKey\"{joins} WHERE {Where(sql, only, forCount: false)}{Lifecycle(sql, "r")}",
        _ => $"({string.Join(" UNION ", drivers.Select(driver => $"SELECT d.\"RunKey\" FROM {Driver(sql, driver, forCount: false)}"))}) u "
            + $"{sql.DrivenJoin} {Runs} ON r.\"Key\" = u.\"RunKey\"{joins} WHERE {Scope(sql)}",
    };

    private void Narrow(SqlText sql, IEnumerable<SearchCondition> rest)
    {
        foreach (var part in rest)
        {
            sql.Append($" AND {RunConditions.Found.Of(sql, part)}");
        }

        if (rootsOnly)
        {
            // Nothing that is found stands above it: so every run that is found has one place, at the top or below another.
            sql.Append($" AND NOT EXISTS (SELECT 1 FROM \"RunTags\" t JOIN \"Runs\" p ON p.\"RunId\" = t.\"ValueHead\" WHERE t.\"RunKey\" = r.\"Key\" AND t.\"Name\" = {sql.Parameter(SystemTags.ParentRunId)}");
            sql.Append($" AND p.\"Key\" <> r.\"Key\" AND {sql.In("p.\"ExperimentKey\"", experiments)}{Lifecycle(sql, "p")} AND {Parent.Of(sql, filter)})");
        }
    }

    private RunStatement Finish(SqlText sql, SortKeys sort, IEnumerable<SearchCondition> rest, PageToken? after, int rows)
    {
        Narrow(sql, rest);
        if (after is not null)
        {
            sql.Append($" AND {sort.After(sql, after.Values, after.IsIncluded)}");
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

    private string Driver(SqlText sql, SearchCondition.Comparison comparison, bool forCount) => $"{From(comparison)} WHERE {Where(sql, comparison, forCount)}";

    private static string From(SearchCondition.Comparison comparison) => $"\"{Table.Keyed[comparison.Field.Kind].Name}\" d";

    private string Where(SqlText sql, SearchCondition.Comparison comparison, bool forCount)
    {
        var table = Table.Keyed[comparison.Field.Kind];
        var where = $"{sql.In("d.\"ExperimentKey\"", experiments)} AND d.\"Name\" = {sql.Parameter(comparison.Field.Key)}";
        // A count is only to compare: it asks what the index alone can answer.
        var isIndexed = comparison.Field.Kind is SearchFieldKind.Metric || comparison.Operator is SearchOperator.Equal or SearchOperator.In;
        return comparison.Operator is SearchOperator.IsNotNull || (forCount && !isIndexed) ? where : $"{where} AND ({SearchTable.OfKeyed(sql, table, "d", comparison, forCount)})";
    }

    private string Scope(SqlText sql) => $"{sql.In("r.\"ExperimentKey\"", experiments)}{Lifecycle(sql, "r")}";

    private string Lifecycle(SqlText sql, string alias) => view is LifecycleView.All ? "" : $" AND {alias}.\"Deleted\" = {sql.Parameter(view is LifecycleView.DeletedOnly)}";
}
