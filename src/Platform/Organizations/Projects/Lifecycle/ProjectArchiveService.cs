using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;

namespace Slipway.Organizations.Projects.Lifecycle;

/// <summary>
/// The archive: a project in it is read, searched and exported as before, and nothing in it changes, through whatever door. <see cref="Access"/> sees to that, so
/// that no feature has to know of it.
/// </summary>
public sealed class ProjectArchiveService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>Puts a project into the archive, at once and for everybody. A second time changes nothing.</summary>
    public Task<Result<Done>> ArchiveAsync(KnownProject project, CancellationToken ct) =>
        ChangeAsync(project, (found, now) => found.Archive(access.Principal.UserId, now) ? new ProjectArchived(found.Slug, found.Name) : null, ct);

    /// <summary>Takes a project out of the archive. A second time changes nothing.</summary>
    public Task<Result<Done>> UnarchiveAsync(KnownProject project, CancellationToken ct) =>
        ChangeAsync(project, (found, _) => found.Unarchive() ? new ProjectUnarchived(found.Slug, found.Name) : null, ct);

    private async Task<Result<Done>> ChangeAsync(KnownProject project, Func<Project, DateTime, PlatformEvent?> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectArchive, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            if (await db.Projects.SingleOrDefaultAsync(each => each.Id == project.Id, ct) is not { } found)
            {
                return ProjectDeletionService.NoSuchProject;
            }

            var now = time.GetUtcNow().UtcDateTime;
            if (change(found, now) is { } happened)
            {
                db.Record(happened, tenant.Id, project.Id, access.Principal, now);
                await db.SaveChangesAsync(ct);
            }

            return default(Done);
        }, ct);
        live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
        return outcome;
    }
}
