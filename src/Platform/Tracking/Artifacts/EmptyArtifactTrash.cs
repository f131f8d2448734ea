using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Artifacts;

/// <summary>Has every organization's trash emptied of what has been in it for longer than it is kept.</summary>
internal sealed class EmptyArtifactTrash(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Organizations.Select(organization => organization.Id).ToListAsync(ct))
        {
            jobs.Enqueue<ForgetTrashedArtifacts>(JobQueues.Sweeps, forget => forget.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Forgets what was deleted longer ago than the trash keeps things; what no other file names is then reclaimed as any unreferenced bytes are.</summary>
internal sealed class ForgetTrashedArtifacts(IDbContextFactory<SaasDb> dbs, ArtifactLimits limits, IQuotaLimits plans, TimeProvider time)
{
    /// <returns>How many files were forgotten.</returns>
    public async Task<int> RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var cutoff = (time.GetUtcNow() - limits.TrashKeeps(await plans.OfAsync(organization, ct))).ToUnixTimeMilliseconds();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var forgotten = await db.TransactAsync<int>(
            // A deleted project is left as it is: it may be restored.
            async () => await db.TrashedArtifacts.Where(file => file.OrganizationId == organization && file.DeletedAt < cutoff && db.Projects.Any(project => project.Id == file.ProjectId)).ExecuteDeleteAsync(ct), ct);
        return forgotten.Value;
    }
}
