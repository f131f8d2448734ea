using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Billing.Invoices;

/// <summary>Shows an organization's invoices to those who look after its bills.</summary>
public sealed class InvoiceService(IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>How many invoices are on a page.</summary>
    public const int PageSize = 50;

    /// <summary>Invoices, the latest first.</summary>
    /// <param name="before">Where the page begins, as the page before it said; null for the first.</param>
    public async Task<Result<InvoicePage>> ListAsync(int? before, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.BillingManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await db.Invoices.Where(invoice => before == null || invoice.Sequence < before).OrderByDescending(invoice => invoice.Sequence).Take(PageSize + 1)
            .Select(invoice => new { invoice.Sequence, Summary = new InvoiceSummary(invoice.Number, invoice.Status, invoice.IssuedAt, invoice.DueAt, invoice.Total, invoice.PaidAt) }).ToListAsync(ct);
        return new InvoicePage([.. found.Take(PageSize).Select(each => each.Summary)], found.Count > PageSize ? found[PageSize - 1].Sequence : null);
    }

    /// <summary>One invoice.</summary>
    public async Task<Result<InvoiceDetails>> GetAsync(string number, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.BillingManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Invoices.AsNoTracking().Include(invoice => invoice.Lines).SingleOrDefaultAsync(invoice => invoice.Number == number, ct) is { } found
            ? new InvoiceDetails(
                found.Number, found.Status, found.IssuedAt, found.DueAt, Money.Currency, found.Issuer, found.BillTo, found.PayTo,
                [.. found.Lines.OrderBy(line => line.Position).Select(line => new ChargeLine(line.Text, line.Quantity, line.UnitAmount, line.Amount))],
                found.Subtotal, found.CreditApplied, found.Total, found.PaidAt)
            : new NotFound($"There is no invoice {number}.");
    }

    /// <summary>One invoice as a PDF file.</summary>
    public async Task<Result<InvoiceFile>> PdfAsync(string number, CancellationToken ct)
    {
        var invoice = await GetAsync(number, ct);
        return invoice.Refusal is { } refusal ? refusal : new InvoiceFile($"invoice-{invoice.Value.Number}.pdf", InvoicePdf.Of(invoice.Value));
    }
}
