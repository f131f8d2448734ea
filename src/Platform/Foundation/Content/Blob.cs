namespace Slipway.Foundation.Content;

/// <summary>What an upload came to.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="IsNew">False when the organization already had these bytes and no second copy was kept.</param>
public sealed record BlobRef(ContentDigest Digest, long Size, bool IsNew);

/// <summary>Stored bytes, open for reading. They stay readable until disposed, even when they are deleted meanwhile.</summary>
public abstract class Blob : IAsyncDisposable
{
    private protected Blob(long size) => Size = size;

    /// <summary>In bytes.</summary>
    public long Size { get; }

    /// <summary>Copies bytes from <paramref name="offset"/> on, <paramref name="length"/> of them or all that follow, reading ahead while it writes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range isn't within the blob.</exception>
    public Task CopyToAsync(Stream destination, long offset = 0, long? length = null, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Size);
        var count = length ?? Size - offset;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Size - offset, nameof(length));
        return count == 0 ? Task.CompletedTask : CopyRangeAsync(destination, offset, count, ct);
    }

    /// <summary>A seekable stream for readers that jump about, such as columnar formats; dispose it before the blob.</summary>
    public abstract Task<Stream> OpenStreamAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();

    private protected abstract Task CopyRangeAsync(Stream destination, long offset, long count, CancellationToken ct);
}
