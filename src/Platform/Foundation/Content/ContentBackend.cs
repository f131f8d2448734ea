namespace Slipway.Foundation.Content;

/// <summary>
/// Where bytes lie: keys are relative paths with '/', bytes under a key never change. <see cref="ContentStore"/> decides the keys; a backend
/// knows neither organizations nor digests.
/// </summary>
internal abstract class ContentBackend
{
    /// <summary>Begins to receive bytes whose key isn't known yet.</summary>
    public abstract Staging Stage();

    /// <summary>The bytes under a key, or null when there are none.</summary>
    public abstract Task<Blob?> OpenAsync(string key, CancellationToken ct);

    public abstract Task<bool> ExistsAsync(string key, CancellationToken ct);

    /// <summary>Deletes a key unless it was placed, or placed again, at or after <paramref name="writtenBefore"/>; false when nothing was deleted.</summary>
    public abstract Task<bool> DeleteAsync(string key, DateTimeOffset writtenBefore, CancellationToken ct);

    /// <summary>Deletes everything whose key begins with a folder.</summary>
    /// <param name="folder">Without a '/' at the end.</param>
    public abstract Task DeleteFolderAsync(string folder, CancellationToken ct);

    /// <summary>The keys under a folder, in no particular order.</summary>
    /// <param name="folder">Without a '/' at the end.</param>
    public abstract IAsyncEnumerable<string> ListAsync(string folder, CancellationToken ct);

    /// <summary>Removes what uploads that died left behind, but nothing that a living one still needs.</summary>
    public abstract Task RemoveLeftoversAsync(CancellationToken ct);
}

/// <summary>Bytes on their way in. Disposing discards them unless they were placed. One caller at a time.</summary>
internal abstract class Staging : IAsyncDisposable
{
    /// <summary>Adds bytes; the memory may be reused when the task completes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct);

    /// <summary>
    /// Adds the last bytes and puts everything under its key, at once and durably. A key that is taken holds the same bytes already: it is
    /// marked as written again, so that a deletion under way spares it.
    /// </summary>
    /// <returns>Whether the key was free.</returns>
    public abstract Task<bool> PlaceAsync(string key, ReadOnlyMemory<byte> last, CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
