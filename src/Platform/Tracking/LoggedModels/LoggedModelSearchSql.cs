using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.LoggedModels;

/// <summary>Writes a search for logged models as SQL. There are few of them beside runs, so it always starts from the experiment's.</summary>
internal sealed class LoggedModelSearchSql(
    DatabaseProvider provider, IReadOnlyList<long> experiments, IReadOnlyList<SearchCondition.Comparison> filter, IReadOnlyList<SearchOrder> orders, IReadOnlyList<MeasuredOn> datasets)
{
    private const string NoNumber = "CAST(0 AS double precision)";

    private static readonly SearchTable Table = new(
        "m.\"Key\"",
        new Dictionary<string, string>
        {
            ["name"] = "m.\"Name\"",
            ["model_id"] = "m.\"ModelId\"",
            ["model_type"] = "m.\"ModelType\"",
            ["status"] = "CASE m.\"Status\" WHEN 1 THEN 'PENDING' WHEN 2 THEN 'READY' WHEN 3 THEN 'UPLOAD_FAILED' ELSE 'UNSPECIFIED' END",
            ["source_run_id"] = "m.\"SourceRunId\"",
            ["experiment_id"] = "(SELECT CAST(e.\"Number\" AS varchar(20)) FROM \"Experiments\" e WHERE e.\"Key\" = m.\"ExperimentKey\")",
            ["creation_timestamp"] = "m.\"CreatedAt\"",
            ["last_updated_timestamp"] = "m.\"UpdatedAt\"",
        },
        new Dictionary<SearchFieldKind, KeyedTable>
        {
            [SearchFieldKind.Metric] = new("LoggedModelMetrics", "ModelKey", "Name", "LastValue", IsNaN: "LastIsNaN"),
            [SearchFieldKind.Param] = new("LoggedModelParams", "ModelKey", "Name", "Value"),
            [SearchFieldKind.Tag] = new("LoggedModelTags", "ModelKey", "Name", "Value"),
        });

    public int Places => Sort(new SqlText(provider), out _).Count;

    /// <summary>Answers <c>Key</c>, then the sort columns.</summary>
    public (SqlText Sql, SortKeys Sort) Statement(IReadOnlyList<SortValue>? after, int rows)
    {
        var sql = new SqlText(provider);
        var sort = Sort(sql, out var joins);
        sql.Append($"SELECT {sql.Top(rows)}m.\"Key\", {sort.Columns} FROM \"LoggedModels\" m{joins} WHERE {sql.In("m.\"ExperimentKey\"", experiments)} AND m.\"Deleted\" = {sql.Parameter(false)}");
        foreach (var comparison in filter)
        {
            sql.Append($" AND {Condition(sql, comparison)}");
        }

        if (after is not null)
        {
            sql.Append($" AND {sort.After(sql, after)}");
        }

        sql.Append($" ORDER BY {sort.OrderBy}{sql.Limit(rows)}");
        return (sql, sort);
    }

    private string Condition(SqlText sql, SearchCondition.Comparison comparison)
    {
        if (comparison.Field.Kind is SearchFieldKind.Metric && datasets.Count > 0)
        {
            var table = Table.Keyed[SearchFieldKind.Metric];
            return $"EXISTS (SELECT 1 FROM \"{table.Name}\" f WHERE f.\"ModelKey\" = {Table.Key} AND f.\"Name\" = {sql.Parameter(comparison.Field.Key)} AND {On(sql, "f", datasets)} AND {SearchTable.OfKeyed(sql, table, "f", comparison)})";
        }

        return Table.Condition(sql, comparison.Field is { Kind: SearchFieldKind.Attribute, Key: "status" } ? comparison with { Operand = PlainStatus(comparison.Operand) } : comparison);
    }

    // Clients write a status with or without the protocol's prefix.
    private static SearchOperand PlainStatus(SearchOperand operand)
    {
        const string Prefix = "LOGGED_MODEL_";
        return operand switch
        {
            SearchOperand.Text text => new SearchOperand.Text(text.Value.Replace(Prefix, "", StringComparison.Ordinal)),
            SearchOperand.TextList list => new SearchOperand.TextList([.. list.Values.Select(value => value.Replace(Prefix, "", StringComparison.Ordinal))]),
            _ => operand,
        };
    }

    private SortKeys Sort(SqlText sql, out string joins)
    {
        List<SortKey> keys = [];
        joins = "";
        for (var i = 0; i < orders.Count; i++)
        {
            var order = orders[i];
            if (order.Field.Kind is SearchFieldKind.Attribute)
            {
                keys.Add(Attribute(order.Field.Key, order.Ascending));
                continue;
            }

            var alias = $"o{i}";
            joins += Latest(sql, order, alias);
            keys.Add(new($"CASE WHEN {alias}.\"ModelKey\" IS NULL THEN 2 WHEN {alias}.\"LastIsNaN\" = {sql.Parameter(true)} THEN 1 ELSE 0 END", true, SortValueKind.Integer));
            keys.Add(new($"COALESCE({alias}.\"LastValue\", {NoNumber})", order.Ascending, SortValueKind.Number));
        }

        if (!orders.Any(order => order.Field is { Kind: SearchFieldKind.Attribute, Key: "creation_timestamp" }))
        {
            keys.Add(Attribute("creation_timestamp", ascending: false));
        }

        keys.Add(new(Table.Key, Ascending: false, SortValueKind.Integer));
        return new(keys);
    }

    // Several runs may have measured the same metric on several datasets; the latest measurement counts.
    private string Latest(SqlText sql, SearchOrder order, string alias)
    {
        IReadOnlyList<MeasuredOn> on = order.DatasetName is { } dataset ? [new(dataset, order.DatasetDigest)] : datasets;
        var name = sql.Parameter(order.Field.Key);
        return $" LEFT JOIN \"LoggedModelMetrics\" {alias} ON {alias}.\"ModelKey\" = m.\"Key\" AND {alias}.\"Name\" = {name}{And(alias)}"
            + $" AND NOT EXISTS (SELECT 1 FROM \"LoggedModelMetrics\" n WHERE n.\"ModelKey\" = {alias}.\"ModelKey\" AND n.\"Name\" = {name}{And("n")} AND {Later("LastTime", Later("LastStep", Later("RunId", $"n.\"DatasetHash\" > {alias}.\"DatasetHash\"")))})";

        string And(string table) => on.Count == 0 ? "" : $" AND {On(sql, table, on)}";
        string Later(string column, string otherwise) => $"(n.\"{column}\" > {alias}.\"{column}\" OR (n.\"{column}\" = {alias}.\"{column}\" AND {otherwise}))";
    }

    private static SortKey Attribute(string name, bool ascending) =>
        new(Table.Attributes[name], ascending, name is "creation_timestamp" or "last_updated_timestamp" ? SortValueKind.Integer : SortValueKind.Text);

    private static string On(SqlText sql, string alias, IReadOnlyList<MeasuredOn> datasets) =>
        $"({string.Join(" OR ", datasets.Select(on => $"({alias}.\"DatasetName\" = {sql.Parameter(on.Name)}{(on.Digest is null ? "" : $" AND {alias}.\"DatasetDigest\" = {sql.Parameter(on.Digest)}")})"))})";
}
