using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Tracking.Search;
using Database = Slipway.Foundation.Data.Database;

namespace Slipway.Tracking.Artifacts;

/// <summary>Takes files away and brings them back. Paths begin at the project and were checked.</summary>
internal sealed class ArtifactTrash(IDbContextFactory<SaasDb> dbs, Database database, ArtifactFolders folders, StoredBytes bytes, LiveFeed live, TimeProvider time)
{
    private const string Columns = "\"OrganizationId\", \"ProjectId\", \"Path\", \"Digest\", \"Size\", \"ContentType\", \"UpdatedAt\"";
    private const int MostActs = 200;
    private const int MostFiles = 1_000;

    // How many rows one statement names.
    private const int Stride = 500;

    private DatabaseProvider Provider => database.Provider;

    /// <summary>Puts a file, or all that is in a folder, into the trash.</summary>
    public async Task<Result<TrashedFiles>> PutInAsync(KnownProject project, Principal by, string path, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<TrashedFiles>(
            async () =>
            {
                // Who places a hold holds the balance too: one that isn't seen here is placed after the files are gone.
                await bytes.HoldAsync(db, project.OrganizationId, ct);
                if (await HolderAsync(db, project.Id, path, ct) is { } holder)
                {
                    return new FilesHeld($"'{path}' can't be deleted: {holder} relies on these files. Delete that first, and erase it from its trash.");
                }

                var size = await SumAsync(ConnectionOf(db), TransactionOf(db), project.Id, path, ct);
                var moved = await MoveAsync(db, project.Id, path, now.ToUnixTimeMilliseconds(), by.Name, ct);
                if (moved > 0)
                {
                    await bytes.BookAsync(db, project.OrganizationId, 0, await bytes.UncountedAsync(db, TrashedDigests.Of(db, project.Id, path, now.ToUnixTimeMilliseconds()), ct), path, ct);
                    db.Record(new ArtifactsDeleted(project.Slug, path, moved), project.OrganizationId, project.Id, by, now.UtcDateTime);
                    await db.SaveChangesAsync(ct);
                }

                return new TrashedFiles(moved, size, now.ToUnixTimeMilliseconds());
            },
            ct);
        Tell(project, path);
        return outcome;
    }

    /// <summary>What can be restored below a folder, the latest act first.</summary>
    public async Task<List<TrashAct>> ListAsync(Id<Project> project, string folder, CancellationToken ct)
    {
        var sql = new SqlText(Provider);
        sql.Append($"SELECT {sql.Top(MostActs)}\"DeletedAt\", MAX(\"DeletedBy\"), COUNT(*), SUM(\"Size\"), MIN(\"Path\"), MAX(\"Path\") FROM \"TrashedArtifacts\" WHERE ");
        sql.Append(Within(sql, project, folder)).Append(" GROUP BY \"DeletedAt\" ORDER BY \"DeletedAt\" DESC").Append(sql.Limit(MostActs));
        await using var connection = await database.OpenAsync(ct);
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<TrashAct> acts = [];
        while (await row.ReadAsync(ct))
        {
            var (first, last) = (row.GetString(4), row.GetString(5));
            var place = first == last ? first : CommonFolder(first, last);
            acts.Add(new(
                place.Length > folder.Length ? place[(folder.Length + 1)..] : "",
                first != last,
                Convert.ToInt32(row[2], CultureInfo.InvariantCulture),
                Convert.ToInt64(row[3], CultureInfo.InvariantCulture),
                row.GetInt64(0),
                row.GetString(1)));
        }

        return acts;
    }

    /// <summary>The files of one act, by their paths; at most a thousand.</summary>
    public async Task<IReadOnlyList<ArtifactInfo>> FilesAsync(Id<Project> project, string folder, long deletedAt, CancellationToken ct)
    {
        var sql = new SqlText(Provider);
        sql.Append($"SELECT {sql.Top(MostFiles)}\"Path\", \"Digest\", \"Size\", \"ContentType\", \"UpdatedAt\" FROM \"TrashedArtifacts\" WHERE ").Append(Within(sql, project, folder));
        sql.Append($" AND \"DeletedAt\" = {sql.Parameter(deletedAt)} ORDER BY \"Path\"").Append(sql.Limit(MostFiles));
        await using var connection = await database.OpenAsync(ct);
        return await ArtifactReader.ReadFilesAsync(sql, connection, ct);
    }

    /// <summary>
    /// Brings back a file, or all that was in a folder: of each path what was deleted last. What has a file or folder of its name in the way
    /// stays in the trash.
    /// </summary>
    public async Task<Result<RestoredFiles>> TakeOutAsync(KnownProject project, Principal by, string path, long? deletedAt, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<RestoredFiles>(
            async () =>
            {
                await bytes.HoldAsync(db, project.OrganizationId, ct);
                var (connection, transaction) = (ConnectionOf(db), TransactionOf(db));
                var rows = await LatestAsync(connection, transaction, project.Id, path, deletedAt, ct);
                if (rows.Count == 0)
                {
                    return new NotFound($"Nothing of '{path}' is in the trash. It was restored already, or its time there is over.");
                }

                List<long> free = [];
                foreach (var folder in rows.GroupBy(row => ArtifactPath.FolderOf(row.Path), StringComparer.Ordinal))
                {
                    if (await folders.CheckAsync(connection, transaction, project.Id, folder.Key, ct) is { } refusal)
                    {
                        if (rows.Count == 1 || refusal is NotFound)
                        {
                            return refusal;
                        }

                        continue;
                    }

                    free.AddRange(folder.Select(row => row.Key));
                }

                var digests = await TrashedDigests.OfAsync(db, free, ct);
                var uncounted = await bytes.UncountedAsync(db, digests, ct);
                var restored = 0;
                foreach (var keys in free.Chunk(Stride))
                {
                    restored += await RestoreAsync(connection, transaction, keys, ct);
                }

                if (restored == 0)
                {
                    return new AlreadyExists($"'{ArtifactPath.NameOf(path)}' can't be restored: something of that name was uploaded since. Rename or delete that first.");
                }

                if (await bytes.BookAsync(db, project.OrganizationId, uncounted, await bytes.UncountedAsync(db, digests, ct), path, ct) is { } exceeded)
                {
                    return exceeded;
                }

                db.Record(new ArtifactsRestored(project.Slug, path, restored), project.OrganizationId, project.Id, by, time.GetUtcNow().UtcDateTime);
                await db.SaveChangesAsync(ct);
                return new RestoredFiles(restored, rows.Count - restored);
            },
            ct);
        Tell(project, path);
        return outcome;
    }

    // What is held may be the folder itself, one that it is in, or one that is in it.
    private static async Task<string?> HolderAsync(SaasDb db, Id<Project> project, string path, CancellationToken ct)
    {
        string[] around = [path, .. ArtifactPath.FoldersOf(path)];
        var inside = path + "/";
        return await db.ContentHolds.Where(hold => hold.ProjectId == project && (around.Contains(hold.Path) || hold.Path.StartsWith(inside)))
            .OrderBy(hold => hold.Key).Select(hold => hold.Holder).FirstOrDefaultAsync(ct);
    }

    /// <summary>How many bytes a file, or all that is in a folder, has.</summary>
    private async Task<long> SumAsync(DbConnection connection, DbTransaction transaction, Id<Project> project, string path, CancellationToken ct)
    {
        var sql = new SqlText(Provider);
        sql.Append("SELECT COALESCE(SUM(\"Size\"), 0) FROM \"Artifacts\" WHERE ").Append(Within(sql, project, path));
        await using var command = sql.CommandOn(connection, transaction);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    // A file that is overwritten at the same moment must be either the one that goes to the trash or the one that stays.
    private async Task<int> MoveAsync(SaasDb db, Id<Project> project, string path, long now, string by, CancellationToken ct)
    {
        var into = $"INSERT INTO \"TrashedArtifacts\" ({Columns}, \"DeletedAt\", \"DeletedBy\") ";
        var name = by.Length > TrashedArtifact.NameLimit ? by[..TrashedArtifact.NameLimit] : by;
        var copy = new SqlText(Provider);
        copy.Append(Provider is DatabaseProvider.PostgreSql ? $"WITH gone AS (DELETE FROM \"Artifacts\" WHERE {Within(copy, project, path)} RETURNING {Columns}) {into}" : into);
        copy.Append($"SELECT {Columns}, {copy.Parameter(now)}, {copy.Parameter(name)} FROM ");
        copy.Append(Provider switch
        {
            DatabaseProvider.PostgreSql => "gone",
            DatabaseProvider.SqlServer => $"\"Artifacts\" WITH (UPDLOCK, HOLDLOCK) WHERE {Within(copy, project, path)}",
            _ => $"\"Artifacts\" WHERE {Within(copy, project, path)}",
        });
        await using var copying = copy.CommandOn(ConnectionOf(db), TransactionOf(db));
        var moved = await copying.ExecuteNonQueryAsync(ct);
        if (Provider is DatabaseProvider.PostgreSql)
        {
            return moved;
        }

        var delete = new SqlText(Provider);
        delete.Append("DELETE FROM \"Artifacts\" WHERE ").Append(Within(delete, project, path));
        await using var deleting = delete.CommandOn(ConnectionOf(db), TransactionOf(db));
        return await deleting.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(long Key, string Path)>> LatestAsync(
        DbConnection connection, DbTransaction transaction, Id<Project> project, string path, long? deletedAt, CancellationToken ct)
    {
        var sql = new SqlText(Provider);
        sql.Append("SELECT MAX(\"Key\"), \"Path\" FROM \"TrashedArtifacts\" WHERE ").Append(Within(sql, project, path));
        sql.Append(deletedAt is { } at ? $" AND \"DeletedAt\" = {sql.Parameter(at)}" : "").Append(" GROUP BY \"Path\"");
        await using var command = sql.CommandOn(connection, transaction);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<(long, string)> rows = [];
        while (await row.ReadAsync(ct))
        {
            rows.Add((row.GetInt64(0), row.GetString(1)));
        }

        return Apart(rows);
    }

    // A file, and a folder of its name, may have been deleted one after the other: of those too the last comes back.
    private static List<(long Key, string Path)> Apart(List<(long Key, string Path)> rows)
    {
        var (files, folders) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        List<(long Key, string Path)> apart = [];
        foreach (var row in rows.OrderByDescending(row => row.Key))
        {
            var above = ArtifactPath.FoldersOf(row.Path).ToList();
            if (!folders.Contains(row.Path) && !above.Exists(files.Contains))
            {
                files.Add(row.Path);
                folders.UnionWith(above);
                apart.Add(row);
            }
        }

        return apart;
    }

    private async Task<int> RestoreAsync(DbConnection connection, DbTransaction transaction, long[] keys, CancellationToken ct)
    {
        var join = Provider is DatabaseProvider.SqlServer ? "+" : "||";
        var find = new SqlText(Provider);
        find.Append($"""
            SELECT t."Key" FROM "TrashedArtifacts" t WHERE t."Key" IN ({SqlText.List(keys)}) AND NOT EXISTS (SELECT 1 FROM "Artifacts" a
            WHERE a."ProjectId" = t."ProjectId" AND (a."Path" = t."Path" OR (a."Path" > t."Path" {join} '/' AND a."Path" < t."Path" {join} '0')))
            """);
        List<long> free = [];
        await using (var finding = find.CommandOn(connection, transaction))
        await using (var row = await finding.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                free.Add(row.GetInt64(0));
            }
        }

        if (free.Count == 0)
        {
            return 0;
        }

        var restore = new SqlText(Provider);
        restore.Append($"INSERT INTO \"Artifacts\" ({Columns}) SELECT {Columns} FROM \"TrashedArtifacts\" WHERE \"Key\" IN ({SqlText.List(free)})");
        await using var restoring = restore.CommandOn(connection, transaction);
        await restoring.ExecuteNonQueryAsync(ct);
        var remove = new SqlText(Provider);
        remove.Append($"DELETE FROM \"TrashedArtifacts\" WHERE \"Key\" IN ({SqlText.List(free)})");
        await using var removing = remove.CommandOn(connection, transaction);
        return await removing.ExecuteNonQueryAsync(ct);
    }

    private void Tell(KnownProject project, string path)
    {
        if (ArtifactFolders.RunOf(path) is { } run)
        {
            live.Publish(Topics.Run(project.Id, run), LiveMessage.Changed);
        }
    }

    private static string Within(SqlText sql, Id<Project> project, string path) => ArtifactReader.Within(sql, project, path);

    private static DbConnection ConnectionOf(SaasDb db) => db.Database.GetDbConnection();

    private static DbTransaction TransactionOf(SaasDb db) => db.Database.CurrentTransaction!.GetDbTransaction();

    private static string CommonFolder(string first, string last)
    {
        var common = first.AsSpan().CommonPrefixLength(last);
        return ArtifactPath.FolderOf(first[..common]);
    }
}
