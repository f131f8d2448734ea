using System.Data.Common;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>Where a search for runs looks.</summary>
internal static class RunScope
{
    /// <summary>The keys of a project's experiments by their numbers; without numbers, of all that aren't deleted.</summary>
    public static async Task<IReadOnlyList<long>> KeysAsync(DbConnection connection, DatabaseProvider provider, Id<Project> project, IReadOnlyList<long>? numbers, CancellationToken ct)
    {
        List<long> keys = [];
        if (numbers is [])
        {
            return keys;
        }

        var sql = new SqlText(provider);
        sql.Append($"SELECT \"Key\" FROM \"Experiments\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND ");
        sql.Append(numbers is null ? $"\"Deleted\" = {sql.Parameter(false)}" : sql.In("\"Number\"", [.. numbers.Distinct()]));
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            keys.Add(row.GetInt64(0));
        }

        return keys;
    }
}
