using System.IO.Pipelines;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <summary>Writes an export. Begun again after a restart, it is written anew: what was written of it before was never more than bytes on their way.</summary>
internal sealed class BuildExport(
    IDbContextFactory<SaasDb> dbs, ContentStore store, ArchiveDesk desk, ArchiveSeal seal, IEnumerable<IArchivePart> parts, IEnumerable<IOrganizationArchivePart> organizationParts, TimeProvider time)
{
    private readonly List<IArchivePart> _parts = [.. parts.OrderBy(part => part.Place)];
    private readonly List<IOrganizationArchivePart> _organizationParts = [.. organizationParts.OrderBy(part => part.Place)];

    public async Task RunAsync(Id<Organization> organization, Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await desk.ClaimAsync<Export>(id, ct) is not { } export)
        {
            return;
        }

        await using var hold = desk.Keep(export, ct);
        try
        {
            var archive = await BuildAsync(organization, export, hold, hold.Stop);
            // From here on it is finished, and told so even while the server stops.
            if (!await desk.EndAsync<Export>(id, (db, found) => OfferAsync(db, found, archive), CancellationToken.None))
            {
                await ForgoAsync(organization, archive);
            }
        }
        catch (OperationCanceledException) when (hold.IsGone)
        {
            // Somebody deleted it, and that ends it.
        }
        catch (Exception failure)
        {
            await desk.EndAsync<Export>(id, (db, found) => ConcedeAsync(db, found, failure, ct.IsCancellationRequested), CancellationToken.None);
            throw;
        }
    }

    private async Task OfferAsync(SaasDb db, Export export, BlobRef archive)
    {
        var now = time.GetUtcNow();
        await KeptBytes.KeepAsync(db, export.OrganizationId, archive, now, CancellationToken.None);
        export.Offer(archive, now.UtcDateTime, ExportService.Lifetime);
        db.Record(
            new ExportReady(await SlugAsync(db, export), export.Id, export.Name, archive.Digest.ToString(), archive.Size, export.RequesterId), export.OrganizationId, export.ProjectId, null, now.UtcDateTime);
    }

    // Deleted at the last moment: its bytes have to be known, or nobody would ever reclaim them.
    private async Task ForgoAsync(Id<Organization> organization, BlobRef archive)
    {
        await using var db = await dbs.CreateDbContextAsync();
        await KeptBytes.KeepAsync(db, organization, archive, time.GetUtcNow(), CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private async Task ConcedeAsync(SaasDb db, Export export, Exception failure, bool isStopping)
    {
        if (isStopping || export.Attempts < ArchiveWork.MostAttempts)
        {
            export.Release();
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        export.Fail(failure is IOException ? failure.Message : "The server failed while it wrote this export, three times in a row. It is logged; ask whoever runs this server.", now);
        db.Record(new ExportFailed(await SlugAsync(db, export), export.Id, export.Name, export.Problem, export.RequesterId), export.OrganizationId, export.ProjectId, null, now);
    }

    private static async Task<string?> SlugAsync(SaasDb db, Export export) =>
        export.ProjectId is { } id ? await db.Projects.Where(project => project.Id == id).Select(project => project.Slug).SingleOrDefaultAsync() ?? "" : null;

    // The store reads while the archive is written: neither waits for the other's end, and neither runs far ahead.
    private async Task<BlobRef> BuildAsync(Id<Organization> organization, Export export, ArchiveHold<Export> hold, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, minimumSegmentSize: 256 << 10));
        var writing = WriteAsync();
        try
        {
            var stored = await store.WriteAsync(organization, pipe.Reader.AsStream(), limit: null, ct);
            return stored.Refusal is { } refusal ? throw new IOException(refusal.Message) : stored.Value;
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await using var stream = pipe.Writer.AsStream(leaveOpen: true);
                await WriteArchiveAsync(stream, organization, export, hold, stop.Token);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception failure)
            {
                // Thrown again where the pipe is read.
                await pipe.Writer.CompleteAsync(failure);
            }
        }
    }

    private async Task WriteArchiveAsync(Stream destination, Id<Organization> organization, Export export, ArchiveHold<Export> hold, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var projects = await db.Projects.Where(project => export.ProjectId == null || project.Id == export.ProjectId).OrderBy(project => project.Slug).Select(project => new { project.Id, project.Slug }).ToListAsync(ct);
        if (export.ProjectId is not null && projects.Count == 0)
        {
            throw new IOException("The project isn't there any more.");
        }

        foreach (var project in projects)
        {
            foreach (var part in _parts)
            {
                hold.Total += await part.WeighAsync(db, project.Id, ct);
            }
        }

        await using var writer = await ArchiveWriter.BeginAsync(destination, store, organization, hold.SayAsync, ct);
        foreach (var part in export.ProjectId is null ? _organizationParts : [])
        {
            await part.WriteAsync(new(db, organization, writer), ct);
        }

        foreach (var project in projects)
        {
            var archive = new ProjectArchive(db, organization, project.Id, project.Slug, writer);
            foreach (var part in _parts)
            {
                await part.WriteAsync(archive, ct);
            }
        }

        var slug = await db.Organizations.Where(each => each.Id == organization).Select(each => each.Slug).SingleAsync(ct);
        await writer.FinishAsync(
            new(ArchiveFormat.Name, ArchiveFormat.Version, slug, export.ProjectId is null, [.. projects.Select(project => project.Slug)], time.GetUtcNow().UtcDateTime, export.Requester), seal.Make, ct);
    }
}
