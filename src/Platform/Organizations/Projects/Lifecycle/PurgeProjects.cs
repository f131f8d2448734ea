using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Tokens;

namespace Slipway.Organizations.Projects.Lifecycle;

/// <summary>Has the deleted projects of every organization erased whose time in the trash is over.</summary>
internal sealed class SweepDeletedProjects(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var cutoff = time.GetUtcNow().UtcDateTime - Project.Grace;
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters).Where(project => project.DeletedAt <= cutoff)
            .Select(project => project.OrganizationId).Distinct().ToListAsync(ct))
        {
            jobs.Enqueue<PurgeProjects>(JobQueues.Sweeps, purge => purge.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>
/// Erases an organization's deleted projects whose time is over, a stretch of rows at a time, and goes on where it was interrupted. The events of the project stay:
/// the audit log is a chain, and tells that the project was there and what became of it.
/// </summary>
internal sealed class PurgeProjects(IDbContextFactory<SaasDb> dbs, IEnumerable<IProjectContents> contents, QuotaLedger quota, TimeProvider time)
{
    /// <returns>How many projects were erased.</returns>
    public async Task<int> RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var cutoff = time.GetUtcNow().UtcDateTime - Project.Grace;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var due = await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).Where(project => project.OrganizationId == organization && project.DeletedAt <= cutoff).Select(project => project.Id).ToListAsync(ct);
        var erased = 0;
        foreach (var project in due)
        {
            if (await BeginAsync(organization, project, cutoff, ct) is { } purge)
            {
                await EmptyAsync(purge, ct);
                erased += await EndAsync(purge, ct) ? 1 : 0;
            }
        }

        return erased;
    }

    /// <summary>Erases a project that never was more than something on its way; what isn't there is erased already.</summary>
    public async Task EraseAsync(Id<Organization> organization, Id<Project> project, CancellationToken ct)
    {
        if (await BeginAsync(organization, project, DateTime.MaxValue, ct) is { } purge)
        {
            await EmptyAsync(purge, ct);
            await EndAsync(purge, ct);
        }
    }

    /// <summary>Says for good that the project can't be restored any more, and what goes with it; null when it was restored meanwhile.</summary>
    private async Task<ProjectPurge?> BeginAsync(Id<Organization> organization, Id<Project> project, DateTime cutoff, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var lost = await ProjectDeletionService.CountAsync(contents, db, project, ct);
        var begun = await db.TransactAsync<ProjectPurge>(async () =>
        {
            if (await FindAsync(db, organization, project, ct) is not { } found || !(found.DeletedAt <= cutoff))
            {
                return ProjectDeletionService.NoSuchProject;
            }

            var now = time.GetUtcNow().UtcDateTime;
            if (found.Erase(now))
            {
                db.Record(new ProjectErased(found.Slug, found.Name, [.. lost.Select(each => each.Words)]), organization, project, null, now);
                await db.SaveChangesAsync(ct);
            }

            return new ProjectPurge(organization, project, found.Slug, now);
        }, ct);
        return begun.Refusal is null ? begun.Value : null;
    }

    private async Task EmptyAsync(ProjectPurge purge, CancellationToken ct)
    {
        foreach (var kept in contents)
        {
            var more = true;
            while (more)
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                var some = await db.TransactAsync<bool>(async () =>
                {
                    var found = await kept.PurgeSomeAsync(db, purge, ct);
                    await db.SaveChangesAsync(ct);
                    return found;
                }, ct);
                more = some.Value;
            }
        }
    }

    // What people were given in it goes with its row.
    private async Task<bool> EndAsync(ProjectPurge purge, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var ended = await db.TransactAsync<bool>(async () =>
        {
            if (await FindAsync(db, purge.Organization, purge.Project, ct) is not { } found)
            {
                return false;
            }

            await TokenService.RevokeOfProjectAsync(db, purge.Project, purge.At, ct);
            await quota.CreditAsync(db, purge.Organization, Resource.Projects, 1, $"projects/{purge.Slug}", ct);
            db.Projects.Remove(found);
            await db.SaveChangesAsync(ct);
            return true;
        }, ct);
        return ended.Value;
    }

    private static async Task<Project?> FindAsync(SaasDb db, Id<Organization> organization, Id<Project> project, CancellationToken ct)
    {
        await db.Organizations.Where(each => each.Id == organization).LockAsync(ct);
        return await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).SingleOrDefaultAsync(each => each.Id == project, ct);
    }
}
