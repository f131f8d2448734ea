using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Foundation.Content;

/// <summary>
/// The one store for all bytes. A blob is named by its SHA-256 and kept once per organization; whoever knows a digest but belongs to another
/// organization finds nothing. Who may read or write is the caller's question; how much an organization may store is the ledger's.
/// </summary>
public sealed class ContentStore
{
    // Most artifacts are small: a request that brings one shall not hold the memory of a large one.
    private const int FirstBuffer = 64 << 10;
    private const int Buffer = 1 << 20;

    private readonly ContentBackend _backend;

    internal ContentStore(ContentBackend backend) => _backend = backend;

    /// <summary>
    /// Stores everything that <paramref name="source"/> yields. When this returns the bytes are durable; when it refuses, throws or is
    /// cancelled nothing is left. The digest doesn't need to be known before.
    /// </summary>
    /// <param name="limit">The most bytes to accept.</param>
    /// <returns>The blob, or <see cref="TooLarge"/>.</returns>
    public Task<Result<BlobRef>> WriteAsync(Id<Organization> organization, Stream source, long? limit, CancellationToken ct) =>
        ReceiveAsync(source, limit, digest => Key(organization, digest), ct);

    /// <summary>Opens a blob; dispose it after reading.</summary>
    /// <returns>The blob, or <see cref="NotFound"/>.</returns>
    public async Task<Result<Blob>> OpenAsync(Id<Organization> organization, ContentDigest digest, CancellationToken ct) =>
        await _backend.OpenAsync(Key(organization, digest), ct) is { } blob ? blob : new NotFound("These bytes are not stored here. Upload them again.");

    public Task<bool> ExistsAsync(Id<Organization> organization, ContentDigest digest, CancellationToken ct) =>
        _backend.ExistsAsync(Key(organization, digest), ct);

    /// <summary>
    /// Deletes a blob that nothing refers to, for the job that reclaims space. A blob that was uploaded, or uploaded again, at or after
    /// <paramref name="writtenBefore"/> is spared: its reference may not be committed yet.
    /// </summary>
    /// <returns>Whether it was deleted.</returns>
    internal Task<bool> DeleteAsync(Id<Organization> organization, ContentDigest digest, DateTimeOffset writtenBefore, CancellationToken ct) =>
        _backend.DeleteAsync(Key(organization, digest), writtenBefore, ct);

    internal async Task<Result<BlobRef>> ReceiveAsync(Stream source, long? limit, Func<ContentDigest, string> key, CancellationToken ct)
    {
        await using var staging = _backend.Stage();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var filling = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var full = Array.Empty<byte>();
        var storing = Task.CompletedTask;
        try
        {
            for (var size = 0L; ;)
            {
                var count = await source.ReadAtLeastAsync(filling, filling.Length, throwOnEndOfStream: false, ct);
                size += count;
                if (size > limit)
                {
                    return new TooLarge($"This upload is larger than {limit:N0} bytes, the most that is accepted here. Send less, or ask an administrator to raise the limit.");
                }

                await storing;
                if (count < filling.Length)
                {
                    hash.AppendData(filling, 0, count);
                    var digest = Finish(hash);
                    return new BlobRef(digest, size, await staging.PlaceAsync(key(digest), filling.AsMemory(0, count), ct));
                }

                (full, filling) = (filling, full.Length < Buffer ? Replace(full) : full);
                storing = Task.Run(() => StoreAsync(full), ct);
            }
        }
        finally
        {
            // A buffer that is still being written must not return to the pool, nor staging be disposed under the writer.
            await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Return(filling);
            Return(full);
        }

        async Task StoreAsync(byte[] bytes)
        {
            hash.AppendData(bytes);
            await staging.WriteAsync(bytes, ct);
        }
    }

    private static ContentDigest Finish(IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[ContentDigest.Size];
        hash.GetHashAndReset(bytes);
        return new(bytes);
    }

    private static byte[] Replace(byte[] small)
    {
        Return(small);
        return ArrayPool<byte>.Shared.Rent(Buffer);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Key(Id<Organization> organization, ContentDigest digest)
    {
        var name = digest.ToString();
        return $"{organization}/{name[..2]}/{name[2..]}";
    }
}
