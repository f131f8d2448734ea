using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Foundation.Content;

/// <summary>Says which bytes a module's rows refer to. Every module that refers to content registers one: bytes that none names are deleted.</summary>
/// <param name="Table">The rows' table, with the columns OrganizationId and Digest.</param>
/// <param name="IsCounted">Whether the organization's quota counts what they refer to: the trash keeps bytes for a while without taking room.</param>
internal sealed record ContentReferences(string Table, Func<SaasDb, IQueryable<byte[]>> Digests, bool IsCounted = true);

/// <summary>Drops uploads that were never finished, and has every organization's unreferenced bytes deleted.</summary>
internal sealed class ReclaimContent(IDbContextFactory<SaasDb> dbs, PartUploads uploads, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await uploads.RemoveExpiredAsync(ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Organizations.Select(organization => organization.Id).ToListAsync(ct))
        {
            jobs.Enqueue<ReclaimBlobs>(JobQueues.Sweeps, reclaim => reclaim.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Deletes the bytes of one organization that nothing refers to any more.</summary>
internal sealed class ReclaimBlobs(IDbContextFactory<SaasDb> dbs, IEnumerable<ContentReferences> references, ContentStore store, TimeProvider time)
{
    /// <summary>How long bytes stay that were uploaded and that nothing refers to yet.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // What is left over waits for the next run, so that none takes for ever.
    private const int MostAtOnce = 10_000;

    /// <returns>How many blobs were deleted.</returns>
    public async Task<int> RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var before = time.GetUtcNow() - Grace;
        var cutoff = before.ToUnixTimeMilliseconds();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var unreferenced = db.Blobs.Where(blob => blob.WrittenAt < cutoff);
        foreach (var named in references.Select(reference => reference.Digests(db)))
        {
            unreferenced = unreferenced.Where(blob => !named.Any(digest => digest == blob.Digest));
        }

        List<byte[]> gone = [];
        foreach (var bytes in await unreferenced.OrderBy(blob => blob.WrittenAt).Select(blob => blob.Digest).Take(MostAtOnce).ToListAsync(ct))
        {
            var digest = new ContentDigest(bytes);
            if (await store.DeleteAsync(organization, digest, before, ct) || !await store.ExistsAsync(organization, digest, ct))
            {
                gone.Add(bytes);
            }
        }

        await db.TransactAsync(
            async () =>
            {
                foreach (var bytes in gone)
                {
                    // Who uploaded the same bytes again meanwhile has set the time anew.
                    await db.Blobs.Where(blob => blob.Digest == bytes && blob.WrittenAt < cutoff).ExecuteDeleteAsync(ct);
                }

                return (Result<Done>)default(Done);
            },
            ct);
        return gone.Count;
    }
}

internal static class Reclaiming
{
    public static void AddReclaiming(this IServiceCollection services) =>
        services.AddRecurring<ReclaimContent>("content.reclaim", "Deletes bytes that nothing refers to any more.", job => job.RunAsync(CancellationToken.None), "17 * * * *");
}
