using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Slipway.Foundation.Data;

/// <summary>The database as a whole: raw connections for the fast paths, migration, and whether it answers.</summary>
public sealed class Database(DatabaseSettings settings, IServiceScopeFactory scopes)
{
    /// <summary>Which of the three databases this is.</summary>
    public DatabaseProvider Provider => settings.Provider;

    /// <summary>Opens a connection for hand-written SQL. Dispose it.</summary>
    internal async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        DbConnection connection = settings.Provider switch
        {
            DatabaseProvider.Sqlite => new SqliteConnection(settings.Connection),
            DatabaseProvider.SqlServer => new SqlConnection(settings.Connection),
            _ => new NpgsqlConnection(settings.Connection),
        };
        await connection.OpenAsync(ct);
        if (settings.Provider is DatabaseProvider.Sqlite)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = SqliteConnections.Settings;
            await command.ExecuteNonQueryAsync(ct);
        }

        return connection;
    }

    /// <summary>Brings the tables up to date with this version; what is already there stays.</summary>
    public async Task MigrateAsync(CancellationToken ct)
    {
        if (settings.Provider is DatabaseProvider.Sqlite)
        {
            await using var connection = new SqliteConnection(settings.Connection);
            await connection.OpenAsync(ct);
            await using var birth = connection.CreateCommand();
            birth.CommandText = SqliteConnections.Birth;
            await birth.ExecuteNonQueryAsync(ct);
        }

        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        await db.Database.MigrateAsync(ct);
    }

    /// <summary>Whether the database answers and has no migration outstanding; for the readiness probe.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        return await db.Database.CanConnectAsync(ct) && !(await db.Database.GetPendingMigrationsAsync(ct)).Any();
    }
}
