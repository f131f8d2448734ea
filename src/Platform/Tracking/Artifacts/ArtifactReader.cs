using System.Data.Common;
using System.Globalization;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Artifacts;

/// <summary>Reads the rows of artifacts.</summary>
internal static class ArtifactReader
{
    // How many rows a listing reads before it looks whether it is inside a folder, and leaps over the rest of that.
    private const int Stride = 256;

    // The character after the slash that ends a folder's name: everything in the folder sorts before it.
    private const char AfterSlash = '0';

    // Sorts before every character that a path may have.
    private const char BeforeAll = '\u0001';

    public static async Task<ArtifactInfo?> FindAsync(DbConnection connection, DatabaseProvider provider, Id<Project> project, string path, CancellationToken ct)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT \"Path\", \"Digest\", \"Size\", \"ContentType\", \"UpdatedAt\" FROM \"Artifacts\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND \"Path\" = {sql.Parameter(path)}");
        return await ReadFilesAsync(sql, connection, ct) is [var found] ? found : null;
    }

    /// <summary>A page of what is directly in a folder. The cost grows with the page, not with what is in the folders on it.</summary>
    /// <param name="from">Where the page begins, as the one before said; null for the first.</param>
    public static async Task<ArtifactPage> ListAsync(
        DbConnection connection, DatabaseProvider provider, Id<Project> project, string folder, string? from, int limit, CancellationToken ct)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        List<ArtifactEntry> entries = [];
        var position = from ?? prefix;
        for (var isMore = true; isMore;)
        {
            var sql = new SqlText(provider);
            sql.Append($"SELECT {sql.Top(Stride)}\"Path\", \"Size\", \"UpdatedAt\" FROM \"Artifacts\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND \"Path\" >= {sql.Parameter(position)}");
            sql.Append(prefix.Length == 0 ? "" : $" AND \"Path\" < {sql.Parameter(folder + AfterSlash)}").Append(" ORDER BY \"Path\"").Append(sql.Limit(Stride));
            await using var command = sql.CommandOn(connection);
            await using var row = await command.ExecuteReaderAsync(ct);
            var read = 0;
            string? inside = null;
            while (await row.ReadAsync(ct))
            {
                read++;
                var path = row.GetString(0);
                if (inside is not null && path.StartsWith(inside, StringComparison.Ordinal))
                {
                    continue;
                }

                if (entries.Count == limit)
                {
                    return new(entries, position);
                }

                var slash = path.IndexOf('/', prefix.Length);
                inside = slash < 0 ? null : path[..(slash + 1)];
                position = inside is null ? path + BeforeAll : path[..slash] + AfterSlash;
                entries.Add(new(inside is null ? path[prefix.Length..] : path[prefix.Length..slash], inside is null ? row.GetInt64(1) : null, inside is null ? row.GetInt64(2) : null));
            }

            isMore = read == Stride;
        }

        return new(entries, null);
    }

    /// <summary>The next files that are in a folder, however deep, in the order of their paths.</summary>
    /// <param name="after">The path of the last one before; null for the first.</param>
    public static async Task<IReadOnlyList<ArtifactInfo>> BelowAsync(
        DbConnection connection, DatabaseProvider provider, Id<Project> project, string folder, string? after, int limit, CancellationToken ct)
    {
        var sql = new SqlText(provider);
        sql.Append($"SELECT {sql.Top(limit)}\"Path\", \"Digest\", \"Size\", \"ContentType\", \"UpdatedAt\" FROM \"Artifacts\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)}");
        sql.Append($" AND \"Path\" > {sql.Parameter(after ?? folder + "/")} AND \"Path\" < {sql.Parameter(folder + AfterSlash)} ORDER BY \"Path\"").Append(sql.Limit(limit));
        return await ReadFilesAsync(sql, connection, ct);
    }

    /// <summary>How many files are in a folder, and how many bytes they have.</summary>
    public static async Task<FolderSize> SizeAsync(DbConnection connection, DatabaseProvider provider, Id<Project> project, string folder, CancellationToken ct)
    {
        var sql = new SqlText(provider);
        sql.Append("SELECT COUNT(*), COALESCE(SUM(\"Size\"), 0) FROM \"Artifacts\" WHERE ").Append(Within(sql, project, folder));
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new(Convert.ToInt32(row[0], CultureInfo.InvariantCulture), Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a statement that selects path, digest, size, content type and time.</summary>
    public static async Task<IReadOnlyList<ArtifactInfo>> ReadFilesAsync(SqlText sql, DbConnection connection, CancellationToken ct)
    {
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<ArtifactInfo> files = [];
        while (await row.ReadAsync(ct))
        {
            var path = row.GetString(0);
            files.Add(new(path, new ContentDigest((byte[])row[1]), row.GetInt64(2), await row.IsDBNullAsync(3, ct) ? ContentTypes.Of(path) : row.GetString(3), row.GetInt64(4)));
        }

        return files;
    }

    /// <summary>The condition of being a file of this path or in a folder of it.</summary>
    public static string Within(SqlText sql, Id<Project> project, string path) =>
        $"\"ProjectId\" = {sql.Parameter(project.Value)} AND (\"Path\" = {sql.Parameter(path)} OR (\"Path\" > {sql.Parameter(path + "/")} AND \"Path\" < {sql.Parameter(path + AfterSlash)}))";
}
