using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Experiments;

/// <summary>Writes a search for experiments as SQL, within one project.</summary>
internal sealed class ExperimentSearchSql(
    DatabaseProvider provider, Id<Project> project, LifecycleView view, IReadOnlyList<SearchCondition.Comparison> filter, IReadOnlyList<SearchOrder> orders)
{
    private static readonly SearchTable Table = new(
        "e.\"Key\"",
        new Dictionary<string, string>
        {
            ["name"] = "e.\"Name\"",
            ["creation_time"] = "e.\"CreatedAt\"",
            ["last_update_time"] = "e.\"UpdatedAt\"",
            ["experiment_id"] = "e.\"Number\"",
        },
        new Dictionary<SearchFieldKind, KeyedTable> { [SearchFieldKind.Tag] = new("ExperimentTags", "ExperimentKey", "Name", "Value") });

    public SortKeys Sort { get; } = new([.. Keys(orders)]);

    /// <summary>Answers <c>Key</c>, then the sort columns.</summary>
    public SqlText Statement(IReadOnlyList<SortValue>? after, int rows)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT {sql.Top(rows)}e.\"Key\", {Sort.Columns} FROM \"Experiments\" e WHERE e.\"ProjectId\" = {sql.Parameter(project.Value)}");
        if (view is not LifecycleView.All)
        {
            sql.Append($" AND e.\"Deleted\" = {sql.Parameter(view is LifecycleView.DeletedOnly)}");
        }

        foreach (var comparison in filter)
        {
            sql.Append($" AND {Table.Condition(sql, comparison)}");
        }

        if (after is not null)
        {
            sql.Append($" AND {Sort.After(sql, after)}");
        }

        return sql.Append($" ORDER BY {Sort.OrderBy}{sql.Limit(rows)}");
    }

    private static IEnumerable<SortKey> Keys(IReadOnlyList<SearchOrder> orders)
    {
        foreach (var order in orders)
        {
            yield return new(Table.Attributes[order.Field.Key], order.Ascending, order.Field.Key is "name" ? SortValueKind.Text : SortValueKind.Integer);
        }

        if (orders.Count == 0)
        {
            yield return new(Table.Attributes["creation_time"], Ascending: false, SortValueKind.Integer);
        }

        if (!orders.Any(order => order.Field.Key is "experiment_id"))
        {
            yield return new(Table.Attributes["experiment_id"], Ascending: true, SortValueKind.Integer);
        }
    }
}
