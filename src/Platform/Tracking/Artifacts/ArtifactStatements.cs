using System.Data;
using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Artifacts;

/// <summary>The lane's connection with its prepared statements.</summary>
internal sealed class ArtifactStatements : IAsyncDisposable
{
    private readonly DatabaseProvider _provider;
    private readonly DbCommand _put;
    private readonly DbCommand _keep;
    private readonly DbCommand _find;
    private readonly DbCommand _counted;

    private ArtifactStatements(DatabaseProvider provider, DbConnection connection, IReadOnlyList<string> tables)
    {
        (_provider, Connection) = (provider, connection);
        _put = Command(provider is DatabaseProvider.SqlServer ? PutSqlServer : Put);
        _keep = Command(provider is DatabaseProvider.SqlServer ? KeepSqlServer : Keep);
        var isCounted = $"CASE WHEN {string.Join(" OR ", tables.Select(table => $"EXISTS (SELECT 1 FROM \"{table}\" WHERE \"OrganizationId\" = @organization AND \"Digest\" = @digest)"))} THEN 1 ELSE 0 END";
        _find = Command($"SELECT {isCounted}, a.\"Digest\", a.\"Size\" FROM (SELECT 1 AS \"One\") AS o LEFT JOIN \"Artifacts\" AS a ON a.\"ProjectId\" = @project AND a.\"Path\" = @path");
        _counted = Command($"SELECT {isCounted}");
    }

    public DbConnection Connection { get; }

    // A file can't take the place of a folder: what begins with its path and a slash is between the slash and the character after it.
    private const string Fresh =
        """
        SELECT @organization AS "OrganizationId", @project AS "ProjectId", @path AS "Path", @digest AS "Digest", @size AS "Size", @type AS "ContentType", @at AS "UpdatedAt"
        WHERE NOT EXISTS (SELECT 1 FROM "Artifacts" WHERE "ProjectId" = @project AND "Path" > @inside AND "Path" < @beyond)
        """;

    private const string Put =
        $"""
        INSERT INTO "Artifacts" ("OrganizationId", "ProjectId", "Path", "Digest", "Size", "ContentType", "UpdatedAt") {Fresh}
        ON CONFLICT ("ProjectId", "Path") DO UPDATE SET "Digest" = excluded."Digest", "Size" = excluded."Size", "ContentType" = excluded."ContentType", "UpdatedAt" = excluded."UpdatedAt"
        """;

    private const string PutSqlServer =
        $"""
        MERGE "Artifacts" WITH (HOLDLOCK) AS a USING ({Fresh}) AS f ON a."ProjectId" = f."ProjectId" AND a."Path" = f."Path"
        WHEN MATCHED THEN UPDATE SET "Digest" = f."Digest", "Size" = f."Size", "ContentType" = f."ContentType", "UpdatedAt" = f."UpdatedAt"
        WHEN NOT MATCHED THEN INSERT ("OrganizationId", "ProjectId", "Path", "Digest", "Size", "ContentType", "UpdatedAt")
            VALUES (f."OrganizationId", f."ProjectId", f."Path", f."Digest", f."Size", f."ContentType", f."UpdatedAt");
        """;

    private const string Keep =
        """
        INSERT INTO "Blobs" ("OrganizationId", "Digest", "Size", "WrittenAt") VALUES (@organization, @digest, @size, @at)
        ON CONFLICT ("OrganizationId", "Digest") DO UPDATE SET "WrittenAt" = excluded."WrittenAt"
        """;

    private const string KeepSqlServer =
        """
        MERGE "Blobs" WITH (HOLDLOCK) AS b USING (SELECT @organization AS "OrganizationId", @digest AS "Digest") AS f ON b."OrganizationId" = f."OrganizationId" AND b."Digest" = f."Digest"
        WHEN MATCHED THEN UPDATE SET "WrittenAt" = @at
        WHEN NOT MATCHED THEN INSERT ("OrganizationId", "Digest", "Size", "WrittenAt") VALUES (@organization, @digest, @size, @at);
        """;

    /// <param name="tables">Those whose references make bytes count; see <see cref="Foundation.Content.StoredBytes.Tables"/>.</param>
    public static async Task<ArtifactStatements> OpenAsync(Database database, IReadOnlyList<string> tables, CancellationToken ct) => new(database.Provider, await database.OpenAsync(ct), tables);

    public async Task<DbTransaction> BeginAsync(CancellationToken ct)
    {
        var transaction = await Connection.BeginTransactionAsync(ct);
        (_put.Transaction, _keep.Transaction, _find.Transaction, _counted.Transaction) = (transaction, transaction, transaction, transaction);
        return transaction;
    }

    /// <summary>Writes a file's row; false when its path is a folder's.</summary>
    public async Task<bool> PutAsync(ArtifactWrite write, CancellationToken ct)
    {
        var (project, info) = write;
        Set(_put, "@organization", project.OrganizationId.Value, DbType.Guid);
        Set(_put, "@project", project.Id.Value, DbType.Guid);
        Set(_put, "@path", info.Path, DbType.String);
        Set(_put, "@inside", info.Path + "/", DbType.String);
        Set(_put, "@beyond", info.Path + "0", DbType.String);
        Set(_put, "@digest", info.Digest.ToBytes(), DbType.Binary);
        Set(_put, "@size", info.Size, DbType.Int64);
        Set(_put, "@type", info.ContentType, DbType.String);
        Set(_put, "@at", info.UpdatedAt, DbType.Int64);
        return await _put.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Notes that bytes are stored, and when they last came.</summary>
    public Task KeepBlobAsync(ArtifactWrite write, CancellationToken ct)
    {
        Set(_keep, "@organization", write.Project.OrganizationId.Value, DbType.Guid);
        Set(_keep, "@digest", write.Info.Digest.ToBytes(), DbType.Binary);
        Set(_keep, "@size", write.Info.Size, DbType.Int64);
        Set(_keep, "@at", write.Info.UpdatedAt, DbType.Int64);
        return _keep.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether a file's bytes count already, and which file has its place: the digest is null where none has.</summary>
    public async Task<(bool IsCounted, byte[]? Digest, long Size)> FindAsync(ArtifactWrite write, CancellationToken ct)
    {
        Set(_find, "@organization", write.Project.OrganizationId.Value, DbType.Guid);
        Set(_find, "@digest", write.Info.Digest.ToBytes(), DbType.Binary);
        Set(_find, "@project", write.Project.Id.Value, DbType.Guid);
        Set(_find, "@path", write.Info.Path, DbType.String);
        await using var row = await _find.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return (Convert.ToInt32(row[0], CultureInfo.InvariantCulture) == 1, row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? 0 : row.GetInt64(2));
    }

    /// <summary>Whether bytes of an organization count.</summary>
    public async Task<bool> IsCountedAsync(Id<Organization> organization, byte[] digest, CancellationToken ct)
    {
        Set(_counted, "@organization", organization.Value, DbType.Guid);
        Set(_counted, "@digest", digest, DbType.Binary);
        return Convert.ToInt32(await _counted.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) == 1;
    }

    public async ValueTask DisposeAsync()
    {
        await _put.DisposeAsync();
        await _keep.DisposeAsync();
        await _find.DisposeAsync();
        await _counted.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private DbCommand Command(string sql)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Set(DbCommand command, string name, object value, DbType type)
    {
        if (!command.Parameters.Contains(name))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (name, type is DbType.Guid && _provider is DatabaseProvider.Sqlite ? DbType.Binary : type);
            command.Parameters.Add(parameter);
        }

        command.Parameters[name].Value = value is Guid id && _provider is DatabaseProvider.Sqlite ? Conventions.Bytes(id) : value;
    }
}
