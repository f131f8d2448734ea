using System.Data.Common;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Artifacts;

/// <summary>Reads and deletes the rows of artifacts.</summary>
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
        sql.Append($"SELECT \"Digest\", \"Size\", \"ContentType\", \"UpdatedAt\" FROM \"Artifacts\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND \"Path\" = {sql.Parameter(path)}");
        await using var command = sql.CommandOn(connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new ArtifactInfo(path, new ContentDigest((byte[])row[0]), row.GetInt64(1), await row.IsDBNullAsync(2, ct) ? ContentTypes.Of(path) : row.GetString(2), row.GetInt64(3))
            : null;
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
            sql.Append($"SELECT {sql.Top(Stride)}\"Path\", \"Size\" FROM \"Artifacts\" WHERE \"ProjectId\" = {sql.Parameter(project.Value)} AND \"Path\" >= {sql.Parameter(position)}");
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
                entries.Add(new(inside is null ? path[prefix.Length..] : path[prefix.Length..slash], inside is null ? row.GetInt64(1) : null));
            }

            isMore = read == Stride;
        }

        return new(entries, null);
    }

    /// <summary>Removes a file, or all that is in a folder.</summary>
    /// <returns>How many files there were.</returns>
    public static async Task<int> DeleteAsync(DbConnection connection, DatabaseProvider provider, Id<Project> project, string path, CancellationToken ct)
    {
        var sql = new SqlText(provider);
        sql.Append($"""
            DELETE FROM "Artifacts" WHERE "ProjectId" = {sql.Parameter(project.Value)}
            AND ("Path" = {sql.Parameter(path)} OR ("Path" > {sql.Parameter(path + "/")} AND "Path" < {sql.Parameter(path + AfterSlash)}))
            """);
        await using var command = sql.CommandOn(connection);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
