using System.Globalization;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Search;

/// <summary>A table that can be searched: what may be asked of it, and what that is called in the database.</summary>
/// <param name="Rows">What follows FROM, with its conditions that are always asked; its tables' names stand in quotes.</param>
/// <param name="Key">The rows' own 64-bit key, with its alias.</param>
/// <param name="Project">The column with the project's id.</param>
/// <param name="Attributes">The columns of the attributes that filters and orders name.</param>
/// <param name="Texts">Which of those are text; the others are whole numbers.</param>
/// <param name="Tags">The table of the rows' tags: its columns are <c>Name</c> and <c>Value</c>.</param>
/// <param name="TagOwner">The column there with the row's key.</param>
/// <param name="Order">The order when none is asked for, and after the one that is.</param>
/// <param name="Aside">A tag that sets rows aside when it is 'true': they are found only by filters that ask for it.</param>
public sealed record SearchedTable(
    SearchEntity Entity, string Rows, string Key, string Project, IReadOnlyDictionary<string, string> Attributes, IReadOnlySet<string> Texts, string Tags, string TagOwner,
    IReadOnlyList<string> Order, string Aside);

/// <summary>What is asked of a table.</summary>
/// <param name="MaxResults">How many rows a page has at most.</param>
public sealed record TableQuery(int MaxResults, string? Filter = null, IReadOnlyList<string>? OrderBy = null, string? PageToken = null, SearchGrammar Grammar = SearchGrammar.Mlflow);

/// <summary>Searches tables of few thousand rows, for the modules above: a page of keys, in order.</summary>
public sealed class TableSearch(Database database)
{
    /// <summary>The keys of a page of rows of one project. The caller was asked whether they may see it.</summary>
    internal async Task<Result<Page<long>>> FindAsync(SearchedTable table, Id<Project> project, TableQuery query, CancellationToken ct)
    {
        var filter = SearchFilter.Parse(query.Filter, table.Entity, query.Grammar);
        var orders = SearchOrder.Parse(query.OrderBy ?? [], table.Entity);
        if ((filter.Refusal ?? orders.Refusal) is { } unreadable)
        {
            return unreadable;
        }

        var sort = new SortKeys([.. Keys(table, orders.Value)]);
        string?[] identity = [query.Filter, string.Join('\n', query.OrderBy ?? []), table.Entity.ToString(), project.ToString()];
        var token = PageToken.Decode(query.PageToken, sort.Count, identity);
        if (token.Refusal is { } foreign)
        {
            return foreign;
        }

        var sql = new SqlText(database.Provider);
        var asks = SearchLogic.Parts(filter.Value).OfType<SearchCondition.Comparison>().Any(part => AsksAside(table, part));
        sql.Append($"SELECT {sql.Top(query.MaxResults + 1)}{table.Key}, {sort.Columns} FROM {table.Rows} AND {table.Project} = {sql.Parameter(project.Value)}");
        sql.Append($" AND {(asks ? "" : "NOT ")}EXISTS (SELECT 1 FROM \"{table.Tags}\" a WHERE a.\"{table.TagOwner}\" = {table.Key} AND a.\"Name\" = {sql.Parameter(table.Aside)} AND a.\"Value\" = {sql.Parameter("true")})");
        sql.Append($" AND {Condition(sql, table, filter.Value)}");
        if (token.Value is { } place)
        {
            sql.Append($" AND {sort.After(sql, place.Values)}");
        }

        sql.Append($" ORDER BY {sort.OrderBy}{sql.Limit(query.MaxResults + 1)}");
        return await ReadAsync(sql, sort, query.MaxResults, identity, ct);
    }

    private async Task<Page<long>> ReadAsync(SqlText sql, SortKeys sort, int rows, string?[] identity, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<long> keys = [];
        SortValue[] last = [];
        while (await row.ReadAsync(ct))
        {
            if (keys.Count == rows)
            {
                return new(keys, new PageToken(last, keys[^1].ToString(CultureInfo.InvariantCulture)).Encode(identity));
            }

            keys.Add(row.GetInt64(0));
            last = sort.Place(row, 1);
        }

        return new(keys, null);
    }

    private static string Condition(SqlText sql, SearchedTable table, SearchCondition condition) => condition switch
    {
        SearchCondition.All { Parts: [] } => "1 = 1",
        SearchCondition.All all => $"({string.Join(" AND ", all.Parts.Select(part => Condition(sql, table, part)))})",
        SearchCondition.Any any => $"({string.Join(" OR ", any.Parts.Select(part => Condition(sql, table, part)))})",
        SearchCondition.Not not => $"NOT ({Condition(sql, table, not.Part)})",
        SearchCondition.Comparison part when part.Field is { Kind: SearchFieldKind.Tag } field && field.Key == table.Aside => "1 = 1",
        SearchCondition.Comparison part => new SearchTable(
            table.Key, table.Attributes, new Dictionary<SearchFieldKind, KeyedTable> { [SearchFieldKind.Tag] = new(table.Tags, table.TagOwner, "Name", "Value") }).Condition(sql, part),
        _ => throw new InvalidOperationException($"{condition.GetType().Name} is no condition of a filter."),
    };

    // "= 'true'" and "!= 'false'" ask for what is set aside; clients send "!= 'true'" for what isn't, and mean what lacks the tag as well.
    private static bool AsksAside(SearchedTable table, SearchCondition.Comparison part) =>
        part.Field is { Kind: SearchFieldKind.Tag } field && field.Key == table.Aside && part.Operand is SearchOperand.Text text
        && (part.Operator, text.Value.ToLowerInvariant()) is (SearchOperator.Equal, "true") or (SearchOperator.NotEqual, "false");

    private static IEnumerable<SortKey> Keys(SearchedTable table, IReadOnlyList<SearchOrder> asked)
    {
        var standing = SearchOrder.Parse(table.Order, table.Entity).Value;
        foreach (var order in asked.Concat(standing.Where(order => asked.All(other => other.Field != order.Field))))
        {
            yield return new(table.Attributes[order.Field.Key], order.Ascending, table.Texts.Contains(order.Field.Key) ? SortValueKind.Text : SortValueKind.Integer);
        }

        yield return new(table.Key, Ascending: false, SortValueKind.Integer);
    }
}
