using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Data;

/// <summary>A commit on SQLite is on disk before it is answered, on every connection, however it was opened.</summary>
public sealed class SqliteConnectionTests : IAsyncLifetime
{
    private const long Full = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-sqlite-").FullName;
    private ServiceProvider _services = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<AccessMemory>().AddSingleton<EventSignal>().AddScoped<Tenant>();
        services.Configure<Microsoft.AspNetCore.Identity.IdentityOptions>(options => options.Stores.SchemaVersion = Microsoft.AspNetCore.Identity.IdentitySchemaVersions.Version3);
        services.AddData(new ConfigurationBuilder().AddInMemoryCollection([new("Slipway:Data", _folder)]).Build());
        _services = services.BuildServiceProvider(validateScopes: true);
        await _services.GetRequiredService<Database>().MigrateAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_connection_of_EF_waits_for_the_disk()
    {
        await using var scope = _services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);

        await db.Database.OpenConnectionAsync(Ct);
        await ShouldBeDurableAsync(db.Database.GetDbConnection());

        await db.Database.CloseConnectionAsync();
#pragma warning disable CA1849 // The key ring's way, which can't wait.
        db.Database.OpenConnection();
#pragma warning restore CA1849
        await ShouldBeDurableAsync(db.Database.GetDbConnection());
    }

    [Fact]
    public async Task A_connection_for_hand_written_SQL_waits_for_the_disk_also_when_it_comes_from_the_pool()
    {
        var database = _services.GetRequiredService<Database>();
        for (var again = 0; again < 3; again++)
        {
            await using var connection = await database.OpenAsync(Ct);
            await ShouldBeDurableAsync(connection);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=OFF";
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    [Fact]
    public async Task A_new_file_gives_pages_back()
    {
        await using var connection = await _services.GetRequiredService<Database>().OpenAsync(Ct);

        (await AskAsync(connection, "auto_vacuum")).ShouldBe(2L);
    }

    private static async Task ShouldBeDurableAsync(DbConnection connection)
    {
        (await AskAsync(connection, "synchronous")).ShouldBe(Full);
        (await AskAsync(connection, "journal_mode")).ShouldBe("wal");
        (await AskAsync(connection, "foreign_keys")).ShouldBe(1L);
    }

    private static async Task<object?> AskAsync(DbConnection connection, string setting)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {setting}";
        return await command.ExecuteScalarAsync(Ct);
    }
}
