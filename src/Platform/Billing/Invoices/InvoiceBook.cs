using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Mailing;

namespace Slipway.Billing.Invoices;

/// <summary>Where invoices are issued and what follows from them, in the transaction of whatever is the reason. All of it holds the organization's row, so numbers have no gaps and nothing is billed twice.</summary>
internal sealed class InvoiceBook(BillingSettings settings, Post post, TimeProvider time)
{
    private const long Million = 1_000_000;

    public BillingSettings Settings => settings;

    /// <summary>Keeps everybody else from billing the organization until the transaction ends, and reads its subscription.</summary>
    public static async Task<Subscription?> HoldAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        await db.Organizations.Where(each => each.Id == organization).LockAsync(ct);
        return await db.Subscriptions.SingleOrDefaultAsync(ct);
    }

    /// <summary>Issues an invoice, pays of it what the credit has, and writes to those who look after the bills.</summary>
    /// <param name="cause">What for; a second one for the same is a bug that the database refuses.</param>
    public async Task<Invoice> IssueAsync(SaasDb db, Subscription subscription, string cause, IReadOnlyList<ChargeLine> lines, Principal? actor, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var organization = await db.Organizations.Where(each => each.Id == subscription.OrganizationId).Select(each => new { each.Name, each.Slug }).SingleAsync(ct);
        var sequence = (await db.Invoices.MaxAsync(invoice => (int?)invoice.Sequence, ct) ?? 0) + 1;
        var credit = Math.Min(lines.Sum(line => line.Amount), subscription.Credit);
        var billTo = subscription.BillTo.Length > 0 ? subscription.BillTo : organization.Name;
        var invoice = Invoice.Issue(subscription.OrganizationId, sequence, cause, new(settings.Issuer, billTo, settings.PayTo), lines, credit, settings.TimeToPay, now);
        subscription.UseCredit(credit);
        db.Invoices.Add(invoice);
        db.Record(new InvoiceIssued(invoice.Number, Money.Words(invoice.Total)), subscription.OrganizationId, null, actor, now);
        await WriteAsync(db, subscription.OrganizationId, name => BillingLetters.Issued(invoice, name, Address(organization.Slug, invoice)), ct);
        // The next one in the same transaction counts this one.
        await db.SaveChangesAsync(ct);
        return invoice;
    }

    /// <summary>What the points beyond the plan cost in the month that is billed next, less what is billed of it already; null when nothing. Whoever bills it notes that on the subscription.</summary>
    public static async Task<ChargeLine?> PointsAsync(SaasDb db, Subscription subscription, CancellationToken ct)
    {
        var plan = Plan.Of(subscription.Plan);
        if (plan.Price?.MillionPoints is not { } price || plan.Limits[Resource.MetricPoints] is not { } included)
        {
            return null;
        }

        var month = subscription.PointsMonth;
        var used = await db.QuotaBalances.Where(balance => balance.OrganizationId == subscription.OrganizationId && balance.Resource == Resource.MetricPoints && balance.Period == month)
            .Select(balance => (long?)balance.Used).SingleOrDefaultAsync(ct) ?? 0;
        // More than was agreed on can't have been logged as billed: it came from a limit of the operator's.
        var beyond = Math.Min((Math.Max(0, used - included) + Million - 1) / Million, subscription.Millions) - subscription.PointsBilled;
        if (beyond <= 0)
        {
            return null;
        }

        return new($"Metric points beyond the plan's in {new DateTime(month / 100, month % 100, 1).ToString("MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)}, in millions", beyond, price, beyond * price);
    }

    /// <summary>Ends what is paid for: the organization goes on with the plan that costs nothing, and keeps all that it has.</summary>
    public async Task EndAsync(SaasDb db, Subscription subscription, string reason, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (await PointsAsync(db, subscription, ct) is { } points)
        {
            subscription.PointsAreBilled(points.Quantity);
            await IssueAsync(db, subscription, $"end:{subscription.Version}", [points], null, ct);
        }

        subscription.End(now);
        db.Record(new SubscriptionEnded(Plan.Of(subscription.Plan).Title, reason), subscription.OrganizationId, null, null, now);
        var slug = await SlugAsync(db, subscription.OrganizationId, ct);
        await WriteAsync(db, subscription.OrganizationId, name => BillingLetters.Ended(Plan.Of(subscription.Plan).Title, reason, name, $"{post.Origin}/{slug}/billing"), ct);
    }

    /// <summary>Lets a subscription stand well again when nothing is overdue any more.</summary>
    public async Task SettleAsync(SaasDb db, Subscription? subscription, Principal? actor, CancellationToken ct)
    {
        if (subscription is { Status: SubscriptionStatus.PastDue } && !await db.Invoices.AnyAsync(invoice => invoice.Status == InvoiceStatus.Overdue, ct))
        {
            subscription.CatchUp();
            db.Record(new SubscriptionCaughtUp(Plan.Of(subscription.Plan).Title), subscription.OrganizationId, null, actor, time.GetUtcNow().UtcDateTime);
        }
    }

    /// <summary>Marks what wasn't paid in time, and begins the days of grace.</summary>
    public async Task FindOverdueAsync(SaasDb db, Subscription? subscription, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var invoice in await db.Invoices.Where(invoice => invoice.Status == InvoiceStatus.Open && invoice.DueAt <= now).OrderBy(invoice => invoice.Sequence).ToListAsync(ct))
        {
            invoice.FallOverdue();
            if (subscription is { Status: SubscriptionStatus.Active })
            {
                subscription.FallBehind(now + settings.Grace);
            }

            db.Record(new InvoiceOverdue(invoice.Number, Money.Words(invoice.Total)), invoice.OrganizationId, null, null, now);
            var slug = await SlugAsync(db, invoice.OrganizationId, ct);
            await WriteAsync(db, invoice.OrganizationId, name => BillingLetters.Overdue(invoice, subscription?.GraceEnd, name, Address(slug, invoice)), ct);
        }
    }

    /// <summary>Has what was written sent; after the commit.</summary>
    public void Hurry() => post.Hurry();

    private string Address(string slug, Invoice invoice) => $"{post.Origin}/{slug}/billing/invoices/{invoice.Number}";

    private static Task<string> SlugAsync(SaasDb db, Id<Organization> organization, CancellationToken ct) =>
        db.Organizations.Where(each => each.Id == organization).Select(each => each.Slug).SingleAsync(ct);

    // Owners and those whose role it is; admins see it all on the page, and mostly have other mail to read.
    private async Task WriteAsync(SaasDb db, Id<Organization> organization, Func<string, Letter> letter, CancellationToken ct)
    {
        var people = await (
            from membership in db.Memberships
            where membership.OrganizationId == organization && (membership.Role == OrganizationRole.Owner || membership.Role == OrganizationRole.Billing)
            join user in db.Users on (Guid)(object)membership.UserId equals user.Id
            select new { user.Email, user.DisplayName }).ToListAsync(ct);
        foreach (var person in people.Where(person => person.Email is not null))
        {
            post.Write(db, person.Email!, letter(person.DisplayName));
        }
    }
}
