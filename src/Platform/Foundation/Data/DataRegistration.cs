using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Foundation.Data;

internal static class DataRegistration
{
    public static void AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = DataFolder.Read(configuration);
        var settings = DatabaseSettings.Read(configuration, folder);
        services.AddSingleton(folder);
        services.AddSingleton(settings);
        services.AddSingleton<WriteGate>();
        services.AddSingleton<Database>();
        // Scoped and unpooled: the context holds its scope's tenant, and a shared factory would share one among organizations.
        services.AddDbContextFactory<SaasDb>((_, options) => Configure(options, settings), ServiceLifetime.Scoped);
    }

    /// <summary>The one place that knows the three providers; migrations use it at design time too.</summary>
    internal static void Configure(DbContextOptionsBuilder options, DatabaseSettings settings)
    {
        // A duplicate that a service expects is no error of the server's; what nobody expects is logged where it surfaces.
        options.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
        _ = settings.Provider switch
        {
            DatabaseProvider.Sqlite => options.UseSqlite(settings.Connection, sqlite => sqlite.MigrationsAssembly("Slipway.Migrations.Sqlite")).AddInterceptors(new SqliteConnections()),
            DatabaseProvider.SqlServer => options.UseSqlServer(settings.Connection, server => server.MigrationsAssembly("Slipway.Migrations.SqlServer")),
            _ => options.UseNpgsql(settings.Connection, postgres => postgres.MigrationsAssembly("Slipway.Migrations.PostgreSql")),
        };
    }
}
