using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Slipway.Foundation.Data;

/// <summary>
/// Sets on every SQLite connection what its file doesn't remember: a commit is on disk before it is answered (not only in the operating
/// system), and LIKE tells capitals apart as on the other databases.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    public const string Settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;";

    /// <summary>What a file learns only while it is empty: to give pages back that became free.</summary>
    public const string Birth = "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Settings;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Settings;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
