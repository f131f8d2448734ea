using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.SqlServer;
using Microsoft.Data.SqlClient;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Jobs;

/// <summary>Where jobs are kept: in the database's own schema <c>jobs</c>, or in memory beside SQLite.</summary>
internal static class JobStorages
{
    private const string Schema = "jobs";

    /// <summary>Opens the storage and makes its tables; the database must exist.</summary>
    public static JobStorage Open(DatabaseSettings settings) => settings.Provider switch
    {
        DatabaseProvider.Sqlite => new InMemoryStorage(),
        DatabaseProvider.SqlServer => new SqlServerStorage(() => new SqlConnection(settings.Connection), new SqlServerStorageOptions { SchemaName = Schema }),
        _ => OpenPostgreSql(settings.Connection),
    };

    private static PostgreSqlStorage OpenPostgreSql(string connection)
    {
        // A job that runs longer than the invisibility timeout would be started a second time beside itself.
        var options = new PostgreSqlStorageOptions { SchemaName = Schema, UseSlidingInvisibilityTimeout = true, QueuePollInterval = TimeSpan.FromSeconds(2) };
        return new(new NpgsqlConnectionFactory(connection, options), options);
    }
}
