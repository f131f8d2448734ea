using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Slipway.Foundation.Data;

/// <summary>
/// Sets on every SQLite connection what its file doesn't remember: a commit is on disk before it is answered (not only in the operating
/// system), and LIKE tells capitals apart as on the other databases. The log is moved into the file after 16 MB instead of 4: what many commits
/// change again and again, the end of each index above all, is moved once.
/// </summary>
internal sealed class SqliteConnections : DbConnectionInterceptor
{
    public const string Settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000;";

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
