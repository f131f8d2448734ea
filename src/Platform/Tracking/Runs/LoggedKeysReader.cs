using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Reads which metrics and params some runs have.</summary>
internal static class LoggedKeysReader
{
    public static async Task<LoggedKeys> ReadAsync(DbConnection connection, DatabaseProvider provider, IReadOnlyList<long> runs, CancellationToken ct)
    {
        if (runs.Count == 0)
        {
            return new([], []);
        }

        var sql = new SqlText(provider);
        var owners = sql.In("x.\"RunKey\"", runs);
        Append("\"MetricSeries\"", "0");
        Append("\"RunParams\"", "COUNT(DISTINCT x.\"ValueHead\")");

        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        var metrics = await KeysAsync(row, ct);
        await row.NextResultAsync(ct);
        return new(metrics, await KeysAsync(row, ct));

        void Append(string table, string values) => sql.Append(
            $"SELECT {sql.Top(LoggedKeys.Most)}x.\"Name\", COUNT(*) AS n, {values} AS v FROM {table} x WHERE {owners} GROUP BY x.\"Name\" ORDER BY n DESC, x.\"Name\"{sql.Limit(LoggedKeys.Most)};");
    }

    private static async Task<List<LoggedKey>> KeysAsync(DbDataReader row, CancellationToken ct)
    {
        List<LoggedKey> keys = [];
        while (await row.ReadAsync(ct))
        {
            keys.Add(new(row.GetString(0), Convert.ToInt32(row.GetValue(1), CultureInfo.InvariantCulture), Convert.ToInt32(row.GetValue(2), CultureInfo.InvariantCulture)));
        }

        return keys;
    }
}
