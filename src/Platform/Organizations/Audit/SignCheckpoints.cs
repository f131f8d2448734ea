using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Organizations.Audit;

/// <summary>Has the end of every chain signed that has grown since it was signed last.</summary>
internal sealed class SignCheckpoints(IDbContextFactory<SaasDb> dbs, AuditSigner signer, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var grown = await db.EventChains.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(chain => chain.Number > 0 && !db.AuditCheckpoints.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Any(checkpoint => checkpoint.OrganizationId == chain.OrganizationId && checkpoint.Number == chain.Number))
            .Select(chain => chain.OrganizationId)
            .ToListAsync(ct);
        await signer.PrepareAsync(db, ct);
        foreach (var organization in grown)
        {
            jobs.Enqueue<SignCheckpoint>(JobQueues.Default, sign => sign.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Signs the end of one organization's chain.</summary>
internal sealed class SignCheckpoint(IDbContextFactory<SaasDb> dbs, AuditSigner signer)
{
    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await signer.SignAsync(db, organization, ct);
    }
}
