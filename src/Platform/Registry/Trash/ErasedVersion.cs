using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Trash;

/// <summary>What is left of a version that was erased for good: whoever has its address learns what became of it.</summary>
/// <param name="ErasedAt">Unix milliseconds.</param>
/// <param name="ErasedBy">Empty for one that was erased before this was kept.</param>
/// <param name="Digest">Of the manifest of the files that it had; null when they were none of ours.</param>
public sealed record ErasedVersion(string Model, int Number, long ErasedAt, string ErasedBy, ContentDigest? Digest) : NotFound(Sentence(Model, Number, ErasedAt, ErasedBy, Digest))
{
    /// <summary>The tombstone at this address; of several models that had the name the one that was erased last counts.</summary>
    internal static async Task<ErasedVersion?> FindAsync(SaasDb db, KnownProject project, string model, int number, CancellationToken ct)
    {
        var found = await db.ModelVersions.Where(v => v.Number == number && v.ErasedAt != null)
            .Join(db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Name == model && (m.DeletedAt == 0 || m.ErasedAt != null)), v => v.ModelKey, m => m.Key, (v, m) => new { v.ErasedAt, v.ErasedBy, v.Digest, m.DeletedAt })
            .OrderByDescending(each => each.DeletedAt == 0).ThenByDescending(each => each.ErasedAt).FirstOrDefaultAsync(ct);
        return found is null ? null : new(model, number, found.ErasedAt!.Value, found.ErasedBy ?? "", found.Digest is { } digest ? new ContentDigest(digest) : null);
    }

    private static string Sentence(string model, int number, long at, string by, ContentDigest? digest) => string.Create(
        CultureInfo.InvariantCulture,
        $"Model Version (name={model}, version={number}) was erased for good on {DateTimeOffset.FromUnixTimeMilliseconds(at):yyyy-MM-dd}{(by.Length > 0 ? $" by {by}" : "")}. {(digest is { } known ? $"The manifest of its files had the digest {known}." : "It had no files here.")}");
}
