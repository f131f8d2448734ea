using System.Data.Common;
using System.Globalization;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>The keys of runs that were found, in order.</summary>
/// <param name="First">The place of the first; null when none was found.</param>
/// <param name="Last">The place of the last, when there are more behind it.</param>
internal sealed record FoundRuns(List<long> Keys, SortValue[]? First, SortValue[]? Last)
{
    public static readonly FoundRuns None = new([], null, null);
}

/// <summary>Carries out a search for runs: decides from which end it is read, and goes along until the page is full.</summary>
internal static class RunSearcher
{
    /// <summary>A run that was found by a comparison costs a look-up and a place in a sort; one passed on the way along an index, the look-up alone.</summary>
    private const int SortFactor = 2;

    /// <summary>The keys of a page's runs in order, the place of the first, and that of the last when there are more.</summary>
    public static async Task<FoundRuns> FindAsync(
        DbConnection connection, RunSearchSql search, PageToken? after, int rows, CancellationToken ct)
    {
        List<long> keys = [];
        SortValue[]? first = null;
        SortValue[]? last = null;
        foreach (var statement in await StatementsAsync(connection, search, after, rows + 1, ct))
        {
            await using var command = statement.Sql.CommandOn(connection);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                if (keys.Count == rows)
                {
                    return new(keys, first, last);
                }

                first ??= statement.Sort.Place(row, 1);
                keys.Add(row.GetInt64(0));
                if (keys.Count == rows)
                {
                    last = statement.Sort.Place(row, 1);
                }
            }
        }

        return new(keys, first, null);
    }

    /// <summary>How many runs the search finds, counted no further than <paramref name="most"/>.</summary>
    public static async Task<int> CountAsync(DbConnection connection, RunSearchSql search, int most, CancellationToken ct)
    {
        IReadOnlyList<SearchCondition.Comparison> drivers = [];
        if (!search.NamesRuns && search.Drivers.IsUseful)
        {
            drivers = search.Drivers.Cheapest(await CountsAsync(connection, search, ct))!.Value.By;
        }

        await using var command = search.Count(drivers, most).CommandOn(connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    /// <summary>The statements that answer the search one after another, each only as far as the page needs it.</summary>
    public static async Task<IEnumerable<RunStatement>> StatementsAsync(
        DbConnection connection, RunSearchSql search, PageToken? after, int rows, CancellationToken ct)
    {
        if (search.NamesRuns)
        {
            return [search.Driven([], after, rows)];
        }

        if (!search.Drivers.IsUseful)
        {
            return search.Walk(after, rows);
        }

        var drivers = search.Drivers;
        var counts = await CountsAsync(connection, search, ct);
        var (found, by) = drivers.Cheapest(counts)!.Value;
        var all = drivers.Estimate(counts[0]);
        var walked = Math.Min(all, rows / Math.Max(drivers.Share(counts), 1e-9));
        return found < drivers.CountLimit && found * SortFactor <= walked ? [search.Driven(by, after, rows)] : search.Walk(after, rows);
    }

    /// <summary>How many runs of the result are right below each of some others.</summary>
    public static async Task<Dictionary<string, int>> ChildrenAsync(DbConnection connection, RunSearchSql search, IReadOnlyList<string> parents, CancellationToken ct)
    {
        Dictionary<string, int> children = [];
        await using var command = search.Children(parents).CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            children.Add(row.GetString(0), Convert.ToInt32(row.GetValue(1), CultureInfo.InvariantCulture));
        }

        return children;
    }

    private static async Task<long[]> CountsAsync(DbConnection connection, RunSearchSql search, CancellationToken ct)
    {
        var counts = new long[search.Drivers.Counted.Count() + 1];
        await using var command = search.Counts().CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            counts[Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture)] = row.GetInt64(1);
        }

        return counts;
    }
}
