using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;
using Slipway.World;

namespace Slipway.Safety;

/// <summary>What the whole database holds, a number of rows and a digest for each table, so that 'nothing changed' can be said.</summary>
internal static class Rows
{
    /// <summary>What the server writes by itself, whoever asks.</summary>
    private static readonly HashSet<string> TheServers = ["EventChains", "EventCursors", "AuditCheckpoints", "AuditKeys", "Activity", "MetricJournal", "MetricChunks", "MetricOutlines", "KeyBlocks", "DataProtectionKeys", "AccountEvents", "Notifications", "Watches", "NotificationMailRhythms", "UsageDays"];

    /// <summary>Of these tables, the rows that aren't the server's: what is left of a block of points goes back some seconds after it was taken.</summary>
    private static readonly Dictionary<string, string> OnlyWhere = new() { ["QuotaBalances"] = "\"Resource\" <> 'MetricPoints'", ["QuotaEntries"] = "\"Resource\" <> 'MetricPoints'" };

    private static readonly HashSet<string> TheServersColumns = ["ApiTokens.LastUsedAt", "Sessions.LastSeenAt", "Events.Number", "Events.Hash"];

    public static async Task<IReadOnlyDictionary<string, string>> DigestAsync(SlipwayHost host, CancellationToken ct)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        await using var connection = await host.Services.GetRequiredService<Database>().OpenAsync(ct);
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entity in db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is { } table && !TheServers.Contains(table) && !entity.IsMappedToJson()))
        {
            var (table, columns) = (entity.GetTableName()!, entity.GetProperties().Select(property => property.GetColumnName()).Where(column => !TheServersColumns.Contains($"{entity.GetTableName()}.{column}")));
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM \"{table}\" WHERE {OnlyWhere.GetValueOrDefault(table, "1 = 1")}";
            await using var row = await command.ExecuteReaderAsync(ct);
            List<string> rows = [];
            while (await row.ReadAsync(ct))
            {
                rows.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue).Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))));
            }

            rows.Sort(StringComparer.Ordinal);
            digests[table] = $"{rows.Count} rows, {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))))[..16]}";
        }

        return digests;
    }
}
