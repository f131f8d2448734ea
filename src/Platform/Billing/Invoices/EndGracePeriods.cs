using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Billing.Invoices;

/// <summary>Has it looked whether what was billed was paid, wherever something waits for that.</summary>
internal sealed class EndGracePeriods(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var late = db.Invoices.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(invoice => invoice.Status == InvoiceStatus.Open && invoice.DueAt <= now).Select(invoice => invoice.OrganizationId);
        var behind = db.Subscriptions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(each => each.Status == SubscriptionStatus.PastDue).Select(each => each.OrganizationId);
        foreach (var organization in await late.Union(behind).ToListAsync(ct))
        {
            jobs.Enqueue<EndGracePeriod>(JobQueues.Sweeps, end => end.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>Marks one organization's overdue invoices, and ends its plan when the days of grace are over. What it has stays: only its limits are smaller.</summary>
internal sealed class EndGracePeriod(IDbContextFactory<SaasDb> dbs, InvoiceBook book, TimeProvider time)
{
    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.TransactAsync<Done>(async () =>
        {
            var subscription = await InvoiceBook.HoldAsync(db, organization, ct);
            await book.FindOverdueAsync(db, subscription, ct);
            if (subscription is { Status: SubscriptionStatus.PastDue, GraceEnd: { } end } && end <= time.GetUtcNow().UtcDateTime)
            {
                await book.EndAsync(db, subscription, "an invoice wasn't paid in time", ct);
            }

            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
        book.Hurry();
    }
}
