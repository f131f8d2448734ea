using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Quotas;

/// <summary>Has what is booked compared with what there is, for every organization.</summary>
internal sealed class ReconcileQuotas(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Organizations.Select(organization => organization.Id).ToListAsync(ct))
        {
            jobs.Enqueue<ReconcileOrganization>(JobQueues.Sweeps, reconcile => reconcile.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Counts what one organization really has, and books a correction where the ledger says otherwise.</summary>
internal sealed partial class ReconcileOrganization(IDbContextFactory<SaasDb> dbs, QuotaLedger ledger, ILogger<ReconcileOrganization> log)
{
    /// <returns>How many resources were corrected.</returns>
    public async Task<int> RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var corrected = 0;
        foreach (var resource in ledger.Counted)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            var outcome = await db.TransactAsync<long>(
                async () =>
                {
                    var difference = await ledger.ReconcileAsync(db, organization, resource, ct);
                    await db.SaveChangesAsync(ct);
                    return difference;
                },
                ct);
            if (outcome.Value != 0)
            {
                LogCorrected(log, resource, organization, outcome.Value);
                corrected++;
            }
        }

        return corrected;
    }

    [LoggerMessage(LogLevel.Warning, "The booked {Resource} of organization {Organization} were corrected by {Difference}.")]
    private static partial void LogCorrected(ILogger log, Resource resource, Id<Organization> organization, long difference);
}
