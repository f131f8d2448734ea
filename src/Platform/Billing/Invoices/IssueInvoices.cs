using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Invoices;

/// <summary>Has every organization that pays for something billed.</summary>
internal sealed class IssueInvoices(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Subscriptions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(each => each.Status != SubscriptionStatus.Canceled).Select(each => each.OrganizationId).ToListAsync(ct))
        {
            jobs.Enqueue<BillOrganization>(JobQueues.Sweeps, bill => bill.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>
/// Bills one organization for the periods that have begun and the points of the months that are over. How far that is done stands on the subscription and is written with the invoice:
/// a run that comes twice changes nothing, and one that was missed is made up for.
/// </summary>
internal sealed class BillOrganization(IDbContextFactory<SaasDb> dbs, InvoiceBook book, TimeProvider time)
{
    // An hour is nothing to a month, and points of its last seconds are booked by then.
    private static readonly TimeSpan Afterwards = TimeSpan.FromHours(1);

    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.TransactAsync<Done>(async () =>
        {
            if (await InvoiceBook.HoldAsync(db, organization, ct) is { IsLive: true } subscription)
            {
                var now = time.GetUtcNow().UtcDateTime;
                await BillPointsAsync(db, subscription, now, ct);
                await BillPeriodsAsync(db, subscription, now, ct);
                await db.SaveChangesAsync(ct);
            }

            return default(Done);
        }, ct);
        book.Hurry();
    }

    private async Task BillPointsAsync(SaasDb db, Subscription subscription, DateTime now, CancellationToken ct)
    {
        var month = Resources.PeriodOf(Resource.MetricPoints, now - Afterwards);
        while (subscription.PointsMonth < month)
        {
            if (await InvoiceBook.PointsAsync(db, subscription, ct) is { } points)
            {
                subscription.PointsAreBilled(points.Quantity);
                await book.IssueAsync(db, subscription, $"points:{subscription.PointsMonth}:{subscription.PointsBilled}", [points], null, ct);
            }

            subscription.PointsOf(Next(subscription.PointsMonth));
        }
    }

    private async Task BillPeriodsAsync(SaasDb db, Subscription subscription, DateTime now, CancellationToken ct)
    {
        // Who is behind isn't billed for more before that is settled.
        while (subscription.PeriodEnd <= now && subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.Trialing)
        {
            if (subscription.IsEnding)
            {
                await book.EndAsync(db, subscription, "it was canceled", ct);
                return;
            }

            subscription.Renew();
            await book.IssueAsync(db, subscription, $"period:{subscription.Version}", [Quote.Whole(PlanChoice.Of(subscription), subscription.PeriodStart, subscription.PeriodEnd)], null, ct);
        }
    }

    private static int Next(int month) => month % 100 == 12 ? month + 89 : month + 1;
}
