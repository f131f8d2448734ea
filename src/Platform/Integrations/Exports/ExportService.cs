using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Live;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <summary>
/// Exports of projects and organizations: everything that is there, whatever the plan and whatever limit is reached. A project's are its maintainers', an
/// organization's its owners' and admins'. Without a project, a method is about the organization.
/// </summary>
public sealed class ExportService
{
    /// <summary>How many finished exports of the same thing are kept; a new one takes the place of the oldest.</summary>
    public const int Kept = 3;

    /// <summary>For how long an export can be downloaded.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int ListLimit = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly ContentStore _store;
    private readonly IBackgroundJobClient _jobs;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    internal ExportService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, ContentStore store, IBackgroundJobClient jobs, LiveFeed live, TimeProvider time) =>
        (_dbs, _tenant, _access, _store, _jobs, _live, _time) = (dbs, tenant, access, store, jobs, live, time);

    /// <summary>The exports, the newest first.</summary>
    /// <param name="project">Whose they are; null for the organization's.</param>
    public async Task<Result<IReadOnlyList<ExportDetails>>> ListAsync(KnownProject? project, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return (await Of(db, project).AsNoTracking().OrderByDescending(export => export.CreatedAt).Take(ListLimit).ToListAsync(ct)).ConvertAll(ExportDetails.Of);
    }

    /// <summary>One export.</summary>
    public async Task<Result<ExportDetails>> GetAsync(KnownProject? project, Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await Of(db, project).AsNoTracking().SingleOrDefaultAsync(export => export.Id == id, ct) is { } found ? ExportDetails.Of(found) : Unknown;
    }

    /// <summary>Begins an export. While one is under way, that one is answered.</summary>
    public async Task<Result<ExportDetails>> RequestAsync(KnownProject? project, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var known = await Of(db, project).OrderBy(export => export.CreatedAt).ToListAsync(ct);
        if (known.Find(export => export.IsUnderWay) is { } underWay)
        {
            return ExportDetails.Of(underWay);
        }

        var organization = await db.Organizations.Where(each => each.Id == _tenant.Id).Select(each => each.Slug).SingleAsync(ct);
        var now = _time.GetUtcNow().UtcDateTime;
        var export = Export.Request(_tenant.Id, project?.Id, project is null ? organization : $"{organization}-{project.Slug}", _access.Principal, now);
        db.Exports.Add(export);
        db.Exports.RemoveRange(known.Where(each => each.State is ArchiveState.Ready).SkipLast(Kept - 1));
        db.Record(new ExportRequested(project?.Slug, export.Id, export.Name), _tenant.Id, project?.Id, _access.Principal, now);
        await db.SaveChangesAsync(ct);
        var (tenant, id) = (_tenant.Id, export.Id);
        _jobs.Enqueue<BuildExport>(JobQueues.Attended, job => job.RunAsync(tenant, id, CancellationToken.None));
        _live.Publish(Topics.Archives(tenant), LiveMessage.Changed);
        return ExportDetails.Of(export);
    }

    /// <summary>Deletes an export, or calls off one that is under way.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject? project, Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Of(db, project).SingleOrDefaultAsync(export => export.Id == id, ct) is not { } found)
        {
            return Unknown;
        }

        db.Exports.Remove(found);
        db.Record(new ExportDeleted(project?.Slug, found.Id, found.Name), _tenant.Id, project?.Id, _access.Principal, _time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        _live.Publish(Topics.Archives(_tenant.Id), LiveMessage.Changed);
        return default(Done);
    }

    /// <summary>Opens an export to be downloaded.</summary>
    /// <param name="isBeginning">Whether it is read from its beginning: that is recorded, and not the pieces that a download goes on with.</param>
    public async Task<Result<OpenExport>> OpenAsync(KnownProject? project, Id<ArchiveWork> id, bool isBeginning, CancellationToken ct)
    {
        if (await RequireAsync(project, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Of(db, project).AsNoTracking().SingleOrDefaultAsync(export => export.Id == id, ct) is not { } found)
        {
            return Unknown;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        if (found.Digest is not { } bytes || found.ExpiresAt <= now)
        {
            return found.State is ArchiveState.Waiting or ArchiveState.Working
                ? new Conflict("This export isn't finished yet. Ask again when its state is ready.")
                : new NotFound("This export is not there any more: it failed or has expired. Begin a new one.");
        }

        var digest = new ContentDigest(bytes);
        var opened = await _store.OpenAsync(_tenant.Id, digest, ct);
        if (opened.Refusal is { } missing)
        {
            return missing;
        }

        if (isBeginning)
        {
            db.Record(new ExportDownloaded(project?.Slug, found.Id, found.Name), _tenant.Id, project?.Id, _access.Principal, now);
            await db.SaveChangesAsync(ct);
        }

        return new OpenExport(found.FileName, digest, opened.Value);
    }

    private static NotFound Unknown => new("There is no such export here. It may have been deleted.");

    private ValueTask<Refusal?> RequireAsync(KnownProject? project, CancellationToken ct) =>
        project is null ? _access.RequireAsync(Permission.OrganizationManage, ct) : _access.RequireToLookAsync(Permission.ProjectManage, project.Id, ct);

    private static IQueryable<Export> Of(SaasDb db, KnownProject? project)
    {
        var id = project?.Id;
        return db.Exports.Where(export => export.ProjectId == id);
    }
}
