using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Billing.Invoices;

/// <summary>What whoever runs the server does with an invoice: notes that it was paid, or takes it back. Who may is asked by those who lead here.</summary>
internal sealed class InvoiceDesk(IDbContextFactory<SaasDb> dbs, Tenant tenant, InvoiceBook book, TimeProvider time)
{
    public Task<Result<Done>> PayAsync(string number, string note, Principal? actor, CancellationToken ct) =>
        ActAsync(number, note, actor, (invoice, now) => invoice.Pay(note, now), invoice => new InvoicePaid(invoice.Number, Money.Words(invoice.Total), note), ct);

    public Task<Result<Done>> TakeBackAsync(string number, string note, Principal? actor, CancellationToken ct) =>
        ActAsync(number, note, actor, (invoice, _) => invoice.TakeBack(note), invoice => new InvoiceTakenBack(invoice.Number, Money.Words(invoice.Total), note), ct);

    private async Task<Result<Done>> ActAsync(string number, string note, Principal? actor, Func<Invoice, DateTime, Result<Done>> act, Func<Invoice, PlatformEvent> told, CancellationToken ct)
    {
        if (note.Length > Invoice.NoteLimit)
        {
            return new Invalid($"The note is longer than {Invoice.NoteLimit} characters. Shorten it.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await db.Invoices.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(invoice => invoice.Number == number).Select(invoice => new { invoice.Id, invoice.OrganizationId }).ToListAsync(ct);
        if (found is not [{ } known])
        {
            return new NotFound($"There is no invoice {number}.");
        }

        tenant.Enter(known.OrganizationId);
        return await db.TransactAsync<Done>(async () =>
        {
            var subscription = await InvoiceBook.HoldAsync(db, known.OrganizationId, ct);
            var invoice = await db.Invoices.SingleAsync(each => each.Id == known.Id, ct);
            var now = time.GetUtcNow().UtcDateTime;
            if (act(invoice, now).Refusal is { } refusal)
            {
                return refusal;
            }

            db.Record(told(invoice), known.OrganizationId, null, actor, now);
            await db.SaveChangesAsync(ct);
            await book.SettleAsync(db, subscription, actor, ct);
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
    }
}
