using System.Data.Common;
using System.Globalization;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

/// <summary>Carries out a search for traces: decides from which end it is read.</summary>
internal static class TraceSearcher
{
    /// <summary>What a comparison finds is looked up and sorted when it is fewer than this; otherwise the search goes along the times and meets enough of them soon.</summary>
    private const int Few = 2_000;

    /// <summary>The comparison to start from; null to go along the order's own index.</summary>
    public static async Task<SearchCondition.Comparison?> DriverAsync(DbConnection connection, TraceSearchSql search, CancellationToken ct)
    {
        foreach (var driver in search.Drivers)
        {
            await using var command = search.Count(driver, Few).CommandOn(connection);
            if (Convert.ToInt32(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) < Few)
            {
                return driver;
            }
        }

        return null;
    }

    /// <summary>The keys that a statement answers in order, and the place of each.</summary>
    public static async Task<List<(long Key, SortValue[] Place)>> ReadAsync(DbConnection connection, SqlText statement, SortKeys sort, CancellationToken ct)
    {
        List<(long, SortValue[])> found = [];
        await using var command = statement.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            found.Add((row.GetInt64(0), sort.Place(row, 1)));
        }

        return found;
    }

    /// <summary>How many traces the search finds, and the largest key among them.</summary>
    public static async Task<(int Count, long Newest)> CountAsync(
        DbConnection connection, TraceSearchSql search, SearchCondition.Comparison? driver, long? newest, CancellationToken ct)
    {
        await using var command = search.Count(driver, newest).CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture), row.GetInt64(1));
    }
}
