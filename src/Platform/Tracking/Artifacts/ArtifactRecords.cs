using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file that was logged.</summary>
/// <param name="Path">Below the project: <c>{experiment}/{run}/artifacts/…</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ContentType">As its sender named it, or by its name's ending.</param>
/// <param name="UpdatedAt">When these bytes came; Unix milliseconds.</param>
public sealed record ArtifactInfo(string Path, ContentDigest Digest, long Size, string ContentType, long UpdatedAt);

/// <summary>What a folder shows: a file, or a folder in it.</summary>
/// <param name="Name">The last segment of its path.</param>
/// <param name="Size">In bytes; null of a folder.</param>
public sealed record ArtifactEntry(string Name, long? Size)
{
    public bool IsFolder => Size is null;
}

/// <summary>Some of a folder's entries, ordered by the bytes of their names.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record ArtifactPage(IReadOnlyList<ArtifactEntry> Entries, string? Next);

/// <summary>A file open for reading. Dispose it.</summary>
public sealed record OpenArtifact(ArtifactInfo Info, Blob Blob) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Blob.DisposeAsync();
}

/// <summary>How much is taken: the section <c>Slipway:Artifacts</c>.</summary>
/// <param name="MaxBytes">The most bytes that one artifact may have; 100 GiB unless set.</param>
internal sealed record ArtifactLimits(long MaxBytes)
{
    public const long DefaultBytes = 100L << 30;
}
