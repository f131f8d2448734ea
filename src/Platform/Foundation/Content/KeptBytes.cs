using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Content;

/// <summary>Notes that bytes are stored, so that they are found again when nothing refers to them any more.</summary>
internal static class KeptBytes
{
    /// <summary>Adds it to what the next save commits.</summary>
    public static async Task KeepAsync(SaasDb db, Id<Organization> organization, BlobRef stored, DateTimeOffset now, CancellationToken ct)
    {
        var (digest, at) = (stored.Digest.ToBytes(), now.ToUnixTimeMilliseconds());
        if (await db.Blobs.SingleOrDefaultAsync(blob => blob.Digest == digest, ct) is not { } known)
        {
            db.Blobs.Add(StoredBlob.Keep(organization, stored.Digest, stored.Size, at));
        }
        else
        {
            known.Again(at);
        }
    }
}
