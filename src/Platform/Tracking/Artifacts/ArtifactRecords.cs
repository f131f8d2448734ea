using Slipway.Foundation.Content;
using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Artifacts;

/// <summary>Whose folder one is: a run's or a logged model's.</summary>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="IsWhole">Whether it is all that the owner logs, and not a folder in that.</param>
public sealed record ArtifactOwner(long Experiment, string? RunId, string? ModelId, bool IsWhole);

/// <summary>A file that was logged.</summary>
/// <param name="Path">Below the project, <c>{experiment}/{run}/artifacts/…</c>; below the run, where it was asked for by its run.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ContentType">As its sender named it, or by its name's ending.</param>
/// <param name="UpdatedAt">When these bytes came; Unix milliseconds.</param>
public sealed record ArtifactInfo(string Path, ContentDigest Digest, long Size, string ContentType, long UpdatedAt);

/// <summary>What a folder shows: a file, or a folder in it.</summary>
/// <param name="Name">The last segment of its path.</param>
/// <param name="Size">In bytes; null of a folder.</param>
/// <param name="UpdatedAt">When a file's bytes came; Unix milliseconds, null of a folder.</param>
public sealed record ArtifactEntry(string Name, long? Size, long? UpdatedAt)
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

/// <summary>Something relies on these files as they are.</summary>
public sealed record FilesHeld(string Message) : Conflict(Message);

/// <summary>What is in a folder, however deep.</summary>
/// <param name="Bytes">What all its files have together.</param>
public sealed record FolderSize(int Files, long Bytes);

/// <summary>What one act put into the trash.</summary>
/// <param name="Bytes">What all files have together.</param>
/// <param name="DeletedAt">Unix milliseconds; names the act when it is undone.</param>
public sealed record TrashedFiles(int Files, long Bytes, long DeletedAt);

/// <summary>An act of deleting whose files can still be restored.</summary>
/// <param name="Path">The file, or the folder that all its files have in common, below the run; empty for the run's own folder.</param>
/// <param name="Bytes">What all files have together.</param>
/// <param name="DeletedAt">Unix milliseconds.</param>
/// <param name="DeletedBy">The name of who did it.</param>
public sealed record TrashAct(string Path, bool IsFolder, int Files, long Bytes, long DeletedAt, string DeletedBy);

/// <summary>What a restoration came to.</summary>
/// <param name="InTheWay">How many files stay in the trash because something of their name is there.</param>
public sealed record RestoredFiles(int Files, int InTheWay);

/// <summary>How much is taken and how long it is kept: the section <c>Slipway:Artifacts</c>.</summary>
/// <param name="MaxBytes">The most bytes that one artifact may have; 100 GiB unless set.</param>
/// <param name="TrashDays">For how many days deleted files can be restored, whatever an organization's plan says; null for the plan's days.</param>
internal sealed record ArtifactLimits(long MaxBytes, int? TrashDays)
{
    public const long DefaultBytes = 100L << 30;

    // Where a plan sets no limit there has to be one all the same, or nothing would ever be reclaimed.
    private const int MostDays = 3_650;

    /// <summary>How long a deleted file of an organization can be restored.</summary>
    public TimeSpan TrashKeeps(QuotaLimits plan) => TimeSpan.FromDays(TrashDays ?? Math.Min(plan.Of(Resource.RetentionDays) ?? MostDays, MostDays));
}
