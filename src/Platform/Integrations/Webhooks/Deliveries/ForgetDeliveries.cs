using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>Deletes deliveries and their attempts once they are older than anybody asks for.</summary>
internal sealed class ForgetDeliveries(IDbContextFactory<SaasDb> dbs, WriteGate gate, TimeProvider time)
{
    private const int AtOnce = 1_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(WebhookDeliveryService.DaysKept);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var before = time.GetUtcNow().UtcDateTime - Kept;
        int deleted;
        do
        {
            // A stretch at a time, so that whoever waits to write waits for one stretch.
            using var turn = await gate.EnterAsync(ct);
            deleted = await db.WebhookDeliveries.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(delivery => delivery.CreatedAt < before)
                .OrderBy(delivery => delivery.CreatedAt).Take(AtOnce).ExecuteDeleteAsync(ct);
        }
        while (deleted == AtOnce);
    }
}
