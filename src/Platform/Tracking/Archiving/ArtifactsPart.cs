using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Archiving;

/// <summary>The files: each at its path, and a list of them with their digests. What is in the trash stays there.</summary>
internal sealed class ArtifactsPart : IArchivePart
{
    public const string Artifacts = "artifacts.jsonl";
    public const string Folder = "artifacts/";

    public int Place => 60;

    public async Task<long> WeighAsync(SaasDb db, Id<Project> project, CancellationToken ct) => await db.Artifacts.Where(file => file.ProjectId == project).SumAsync(file => (long?)file.Size + 1_000, ct) ?? 0;

    public async Task WriteAsync(ProjectArchive archive, CancellationToken ct)
    {
        // The list first: whoever is to unpack a file knows then what it has to be.
        await archive.AddLinesAsync(Artifacts, LinesAsync(archive.Db, archive.ProjectId, ct), ct);
        await foreach (var file in LinesAsync(archive.Db, archive.ProjectId, ct))
        {
            await archive.AddFileAsync(Folder + file.Path, file.Sha256, ct);
        }
    }

    private static async IAsyncEnumerable<ArtifactLine> LinesAsync(SaasDb db, Id<Project> project, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var files = db.Artifacts.AsNoTracking().Where(file => file.ProjectId == project);
            var page = await (after is null ? files : files.Where(file => file.Path.CompareTo(after) > 0)).OrderBy(file => file.Path).Take(ArchivePages.Length).ToListAsync(ct);
            foreach (var file in page)
            {
                yield return new(file.Path, new ContentDigest(file.Digest), file.Size, file.ContentType, file.UpdatedAt);
            }

            if (page.Count < ArchivePages.Length)
            {
                yield break;
            }

            after = page[^1].Path;
        }
    }
}
