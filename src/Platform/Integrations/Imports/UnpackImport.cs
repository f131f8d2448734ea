using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Integrations.Archives;
using Slipway.Organizations.Archiving;

namespace Slipway.Integrations.Imports;

/// <summary>
/// Reads an archive into a new project that nobody sees before everything is there. What comes to nothing is erased; begun again after a restart, what was read before is
/// erased first, so that nothing is there twice.
/// </summary>
internal sealed class UnpackImport(
    IDbContextFactory<SaasDb> dbs, ContentStore store, ArchiveDesk desk, ArchiveSeal seal, ArrivingProjects projects, IEnumerable<IArrivalPart> parts, IQuotaLimits limits, QuotaLedger quota, TimeProvider time)
{
    private readonly List<IArrivalPart> _parts = [.. parts.OrderBy(part => part.Place)];

    public async Task RunAsync(Id<Organization> organization, Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await desk.ClaimAsync<Import>(id, ct) is not { } import)
        {
            return;
        }

        await using var hold = desk.Keep(import, ct);
        try
        {
            await ForgetAsync(organization, import, hold.Stop);
            var report = await UnpackAsync(organization, import, hold, hold.Stop);
            // From here on it is done, and told so even while the server stops.
            if (!await desk.EndAsync<Import>(id, (db, found) => ArriveAsync(db, found, report), CancellationToken.None))
            {
                await ForgetAsync(organization, import, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (hold.IsGone)
        {
            // Somebody called it off.
            await ForgetAsync(organization, import, CancellationToken.None);
        }
        catch (ArchiveRefusedException refused)
        {
            await ForgetAsync(organization, import, CancellationToken.None);
            await desk.EndAsync<Import>(id, (db, found) => FailAsync(db, found, refused.Message), CancellationToken.None);
        }
        catch (Exception)
        {
            await ConcedeAsync(organization, import, ct.IsCancellationRequested);
            throw;
        }
    }

    private async Task ConcedeAsync(Id<Organization> organization, Import import, bool isStopping)
    {
        var isLast = !isStopping && import.Attempts >= ArchiveWork.MostAttempts;
        if (isLast)
        {
            await ForgetAsync(organization, import, CancellationToken.None);
        }

        await desk.EndAsync<Import>(import.Id, (db, found) =>
        {
            if (isLast)
            {
                return FailAsync(db, found, "The server failed while it read this archive, three times in a row. It is logged; ask whoever runs this server.");
            }

            found.Release();
            return Task.CompletedTask;
        }, CancellationToken.None);
    }

    private Task FailAsync(SaasDb db, Import import, string problem)
    {
        var now = time.GetUtcNow().UtcDateTime;
        import.ReadInto(null);
        import.Fail(problem, now);
        db.Record(new ImportFailed(import.Id, import.Slug, import.Problem, import.RequesterId), import.OrganizationId, null, null, now);
        return Task.CompletedTask;
    }

    private async Task ArriveAsync(SaasDb db, Import import, ImportReport report)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await ArrivingProjects.ArriveAsync(db, import.OrganizationId, import.ProjectId!.Value, By(import), now, CancellationToken.None);
        import.Complete(report, now);
        db.Record(new ImportReady(import.Id, import.Slug, report.From, import.RequesterId), import.OrganizationId, import.ProjectId, null, now);
    }

    private async Task ForgetAsync(Id<Organization> organization, Import import, CancellationToken ct)
    {
        if (import.ProjectId is { } project)
        {
            await projects.EraseAsync(organization, project, ct);
            import.ReadInto(null);
        }
    }

    private static Principal By(Import import) => new(import.RequesterId, import.Requester);

    private async Task<ImportReport> UnpackAsync(Id<Organization> organization, Import import, ArchiveHold<Import> hold, CancellationToken ct)
    {
        var opened = await store.OpenAsync(organization, new ContentDigest(import.Digest), ct);
        if (opened.Refusal is not null)
        {
            throw new ArchiveRefusedException("The archive isn't there any more. Send it again.");
        }

        await using var blob = opened.Value;
        await using var stream = await blob.OpenStreamAsync(ct);
        await using var reader = await ArchiveReader.OpenAsync(stream, ct);
        var from = reader.Header.Projects is [var only] ? only : throw new ArchiveRefusedException(
            $"This archive has {reader.Header.Projects.Count} projects. Export the project that you want from its own settings, and import that.");
        var isOurs = seal.IsOurs(reader.Seal.Text, reader.Seal.Manifest);
        await using var db = await dbs.CreateDbContextAsync(ct);
        await CheckRoomAsync(db, organization, reader, ct);
        // Once to check everything, and once to read it.
        hold.Total = (reader.Entries.Values.Sum(entry => entry.Size) * 2) + 1;
        await reader.VerifyAsync(hold.SayAsync, ct);
        var project = await BeginAsync(db, import, ct);
        var arrival = new ProjectArrival(db, reader, from, project, By(import), time.GetUtcNow().UtcDateTime, hold.SayAsync);
        if (arrival.Entry("project.jsonl") is null)
        {
            throw new ArchiveRefusedException($"The archive says that it has the project '{from}', and doesn't. Send the file as an export wrote it.");
        }

        foreach (var part in _parts)
        {
            await part.ReadAsync(arrival, ct);
        }

        arrival.Leave("traces", "Traces and their assessments aren't taken over.", arrival.RowsOf("traces.jsonl"));
        arrival.Leave("comments", "What people said was said by other accounts, and refers to them.", arrival.RowsOf("comments.jsonl"));
        var header = reader.Header;
        return new(
            $"{header.Organization}/{from}", header.ExportedAt, header.ExportedBy, isOurs,
            [.. arrival.Carried.Select(each => new ImportedKind(each.Key, each.Value))], [.. arrival.Left.Select(each => new LeftKind(each.Key.Kind, each.Value, each.Key.Why))]);
    }

    // Each file is booked when it is stored. This spares those who have no room the wait, and the disk what could never be kept.
    private async Task CheckRoomAsync(SaasDb db, Id<Organization> organization, ArchiveReader reader, CancellationToken ct)
    {
        var plan = await limits.OfAsync(organization, ct);
        if (plan.Of(Resource.StoredBytes) is not { } most)
        {
            return;
        }

        long more = 0;
        foreach (var some in reader.Entries.Values.Where(entry => entry.Rows is null).DistinctBy(entry => entry.Sha256).Chunk(500))
        {
            var digests = some.Select(entry => entry.Sha256.ToBytes()).ToList();
            var known = (await db.Blobs.Where(blob => digests.Contains(blob.Digest)).Select(blob => blob.Digest).ToListAsync(ct)).Select(digest => new ContentDigest(digest)).ToHashSet();
            more += some.Where(entry => !known.Contains(entry.Sha256)).Sum(entry => Math.Min(entry.Size, most));
        }

        var used = (await quota.UsedAsync(db, organization, ct)).GetValueOrDefault(Resource.StoredBytes);
        if (used + more > most)
        {
            throw new ArchiveRefusedException(QuotaSentences.Exceeded(plan, Resource.StoredBytes, used, more, time.GetUtcNow().UtcDateTime).Message);
        }
    }

    private async Task<KnownProject> BeginAsync(SaasDb db, Import import, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var begun = await db.TransactAsync<Id<Project>>(
            async () =>
            {
                var made = await projects.BeginAsync(db, import.OrganizationId, import.Slug, import.Name, import.Visibility, By(import), now, ct);
                if (made.Refusal is null)
                {
                    // The row knows the project as soon as there is one: whoever begins again finds what to erase.
                    (await db.Imports.SingleAsync(each => each.Id == import.Id, ct)).ReadInto(made.Value);
                    await db.SaveChangesAsync(ct);
                }

                return made;
            },
            ct);
        db.ChangeTracker.Clear();
        if (begun.Refusal is { } refusal)
        {
            throw new ArchiveRefusedException(refusal.Message);
        }

        import.ReadInto(begun.Value);
        var organization = await db.Organizations.Where(each => each.Id == import.OrganizationId).Select(each => each.Slug).SingleAsync(ct);
        return new(begun.Value, import.OrganizationId, import.Visibility, organization, import.Slug);
    }
}
