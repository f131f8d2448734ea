using System.Data.Common;
using System.Globalization;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Carries out a search for runs: decides from which end it is read, and goes along until the page is full.</summary>
internal static class RunSearcher
{
    /// <summary>How far comparisons are counted before they are taken for unselective; counting costs less than reading one page.</summary>
    private const int CountLimit = 10_000;

    /// <summary>How many times the limit a count stands for that reached it: taken for few, runs would be walked along where a comparison finds some at once.</summary>
    private const int BeyondLimit = 10;

    /// <summary>A run that was found by a comparison costs a look-up and a place in a sort; one passed on the way along an index, the look-up alone.</summary>
    private const int SortFactor = 2;

    /// <summary>The keys of a page's runs in order, and the place of the last one when there are more.</summary>
    public static async Task<(List<long> Keys, SortValue[]? Next)> FindAsync(
        DbConnection connection, RunSearchSql search, IReadOnlyList<SortValue>? after, int rows, CancellationToken ct)
    {
        List<long> keys = [];
        SortValue[]? last = null;
        foreach (var statement in await StatementsAsync(connection, search, after, rows + 1, ct))
        {
            await using var command = statement.Sql.CommandOn(connection);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                if (keys.Count == rows)
                {
                    return (keys, last);
                }

                keys.Add(row.GetInt64(0));
                if (keys.Count == rows)
                {
                    last = statement.Sort.Place(row, 1);
                }
            }
        }

        return (keys, null);
    }

    /// <summary>How many runs the search finds in all.</summary>
    public static async Task<int> CountAsync(DbConnection connection, RunSearchSql search, CancellationToken ct)
    {
        SearchCondition.Comparison? driver = null;
        if (!search.NamesRuns && search.Drivers.Count > 0)
        {
            var counts = await CountsAsync(connection, search, ct);
            driver = search.Drivers[counts.Skip(1).Select((count, i) => (count, i)).Min().i];
        }

        await using var command = search.Count(driver).CommandOn(connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static async Task<IEnumerable<RunStatement>> StatementsAsync(
        DbConnection connection, RunSearchSql search, IReadOnlyList<SortValue>? after, int rows, CancellationToken ct)
    {
        if (search.NamesRuns)
        {
            return [search.Driven(null, after, rows)];
        }

        if (search.Drivers.Count == 0)
        {
            return search.Walk(after, rows);
        }

        var counts = await CountsAsync(connection, search, ct);
        var (found, best) = counts.Skip(1).Select((count, i) => (count, i)).Min();
        var all = Estimate(counts[0]);
        var share = counts.Skip(1).Aggregate(1d, (share, count) => share * Math.Min(1, Estimate(count) / Math.Max(1, all)));
        var walked = Math.Min(all, rows / Math.Max(share, 1e-9));
        return found < CountLimit && found * SortFactor <= walked ? [search.Driven(search.Drivers[best], after, rows)] : search.Walk(after, rows);
    }

    private static double Estimate(long count) => count < CountLimit ? count : (double)CountLimit * BeyondLimit;

    private static async Task<long[]> CountsAsync(DbConnection connection, RunSearchSql search, CancellationToken ct)
    {
        var counts = new long[search.Drivers.Count + 1];
        await using var command = search.Counts(CountLimit).CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            counts[Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture)] = row.GetInt64(1);
        }

        return counts;
    }
}
