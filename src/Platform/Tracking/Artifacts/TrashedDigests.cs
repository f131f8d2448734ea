using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Artifacts;

/// <summary>Which bytes the trash has, for the quota that they don't count for while they are there.</summary>
internal static class TrashedDigests
{
    private const int Stride = 500;

    /// <summary>Those of what one act put there.</summary>
    public static IQueryable<byte[]> Of(SaasDb db, Id<Project> project, string path, long deletedAt)
    {
        var inside = path + "/";
        return db.TrashedArtifacts.Where(file => file.ProjectId == project && file.DeletedAt == deletedAt && (file.Path == path || file.Path.StartsWith(inside))).Select(file => file.Digest);
    }

    /// <summary>Those of some rows, each once.</summary>
    public static async Task<IReadOnlyCollection<byte[]>> OfAsync(SaasDb db, IEnumerable<long> keys, CancellationToken ct)
    {
        List<byte[]> found = [];
        foreach (var some in keys.Chunk(Stride))
        {
            found.AddRange(await db.TrashedArtifacts.Where(file => some.Contains(file.Key)).Select(file => file.Digest).ToListAsync(ct));
        }

        return [.. found.DistinctBy(Convert.ToHexString)];
    }
}
