using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;

namespace Slipway.Foundation.Content;

/// <summary>
/// What of an organization's bytes its quota counts: those that something other than the trash refers to, each once. Whoever adds or takes references holds the
/// balance first, or two could both find themselves the first, or the last, to name the same bytes.
/// </summary>
public sealed class StoredBytes
{
    // How many digests one statement names.
    private const int Stride = 500;

    private readonly List<ContentReferences> _references;
    private readonly QuotaLedger _ledger;

    internal StoredBytes(IEnumerable<ContentReferences> references, QuotaLedger ledger) => (_references, _ledger) = ([.. references.Where(reference => reference.IsCounted)], ledger);

    /// <summary>The tables with references that count; each has the columns OrganizationId and Digest.</summary>
    internal IReadOnlyList<string> Tables => [.. _references.Select(reference => reference.Table)];

    /// <summary>Keeps others from booking bytes of the organization until the context's transaction ends.</summary>
    internal Task HoldAsync(SaasDb db, Id<Organization> organization, CancellationToken ct) => _ledger.HoldAsync(db, organization, Resource.StoredBytes, ct);

    /// <summary>How many bytes there are among these that no reference counts.</summary>
    internal Task<long> UncountedAsync(SaasDb db, IQueryable<byte[]> digests, CancellationToken ct) =>
        SumAsync(Uncounted(db.Blobs.Where(blob => digests.Any(digest => digest == blob.Digest)), db), ct);

    /// <inheritdoc cref="UncountedAsync(SaasDb, IQueryable{byte[]}, CancellationToken)"/>
    internal async Task<long> UncountedAsync(SaasDb db, IReadOnlyCollection<byte[]> digests, CancellationToken ct)
    {
        long sum = 0;
        foreach (var some in digests.DistinctBy(Convert.ToHexString).Chunk(Stride))
        {
            sum += await SumAsync(Uncounted(db.Blobs.Where(blob => some.Contains(blob.Digest)), db), ct);
        }

        return sum;
    }

    /// <summary>How many bytes of the organization count.</summary>
    internal async Task<long> CountedAsync(SaasDb db, CancellationToken ct) => await SumAsync(db.Blobs, ct) - await SumAsync(Uncounted(db.Blobs, db), ct);

    /// <summary>Books what an act made of the bytes that were uncounted before it.</summary>
    internal async Task<QuotaExceeded?> BookAsync(SaasDb db, Id<Organization> organization, long uncountedBefore, long uncountedAfter, string reason, CancellationToken ct)
    {
        var more = uncountedBefore - uncountedAfter;
        if (more < 0)
        {
            await _ledger.CreditAsync(db, organization, Resource.StoredBytes, -more, reason, ct);
        }

        return more > 0 ? await _ledger.TakeAsync(db, organization, Resource.StoredBytes, more, reason, ct) : null;
    }

    private IQueryable<StoredBlob> Uncounted(IQueryable<StoredBlob> blobs, SaasDb db) =>
        _references.Select(reference => reference.Digests(db)).Aggregate(blobs, (left, named) => left.Where(blob => !named.Any(digest => digest == blob.Digest)));

    private static async Task<long> SumAsync(IQueryable<StoredBlob> blobs, CancellationToken ct) => await blobs.SumAsync(blob => (long?)blob.Size, ct) ?? 0;
}
