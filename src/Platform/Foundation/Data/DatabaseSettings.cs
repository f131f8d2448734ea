using Microsoft.Extensions.Configuration;

namespace Slipway.Foundation.Data;

/// <summary>The databases that Slipway runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>A file beside the server; the default, for one process.</summary>
    Sqlite,

    SqlServer,

    PostgreSql,
}

/// <summary>Which database, and where: <c>Slipway:Database:Provider</c> and <c>Slipway:Database:Connection</c>.</summary>
public sealed record DatabaseSettings(DatabaseProvider Provider, string Connection)
{
    internal static DatabaseSettings Read(IConfiguration configuration, DataFolder folder)
    {
        var section = configuration.GetSection("Slipway:Database");
        var provider = section["Provider"] is { Length: > 0 } name
            ? Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out var known)
                ? known
                : throw new InvalidOperationException($"Slipway:Database:Provider is '{name}'. Set it to Sqlite, SqlServer or PostgreSql.")
            : DatabaseProvider.Sqlite;
        var connection = section["Connection"];
        return provider is DatabaseProvider.Sqlite
            ? new(provider, connection is { Length: > 0 } ? connection : $"Data Source={Path.Combine(folder.Path, "slipway.db")}")
            : connection is { Length: > 0 }
                ? new(provider, connection)
                : throw new InvalidOperationException($"Slipway:Database:Connection is missing. Set it to the connection string of the {provider} database.");
    }
}

/// <summary>Where the embedded parts keep their files: <c>Slipway:Data</c>, <c>./data</c> when it isn't set.</summary>
public sealed record DataFolder(string Path)
{
    internal static DataFolder Read(IConfiguration configuration) =>
        new(System.IO.Path.GetFullPath(configuration["Slipway:Data"] is { Length: > 0 } path ? path : "data"));
}
