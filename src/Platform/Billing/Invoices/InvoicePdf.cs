using System.Globalization;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Print;

namespace Slipway.Billing.Invoices;

/// <summary>Sets an invoice as a PDF.</summary>
internal static class InvoicePdf
{
    public static byte[] Of(InvoiceDetails invoice)
    {
        using var flow = new PdfFlow($"Invoice {invoice.Number}");
        flow.Heading(1, $"Invoice {invoice.Number}");
        if (invoice.Issuer.Length > 0)
        {
            flow.Paragraph([new(invoice.Issuer)]);
        }

        flow.Facts(
        [
            ("To", invoice.BillTo),
            ("Issued", Quote.Day(invoice.IssuedAt)),
            .. invoice.Status switch
            {
                InvoiceStatus.Paid => ((string, string)[])[("Paid", Quote.Day(invoice.PaidAt ?? invoice.IssuedAt))],
                InvoiceStatus.Void => [("Taken back", "Nothing is to be paid.")],
                _ => [("Due", Quote.Day(invoice.DueAt))],
            },
        ]);
        flow.Heading(2, "What it is for");
        flow.Table(
            ["What", "Quantity", "Each", "Amount"],
            invoice.Lines.Select(line => (IReadOnlyList<string>)[line.Text, line.Quantity.ToString("N0", CultureInfo.InvariantCulture), Money.Words(line.UnitAmount), Money.Words(line.Amount)]),
            [0.52, 0.14, 0.16, 0.18]);
        flow.Facts(Sums(invoice).Select(sum => (sum.Name, Money.Words(sum.Amount))));
        flow.Paragraph([new($"To pay: {Money.Words(invoice.Status is InvoiceStatus.Open or InvoiceStatus.Overdue or InvoiceStatus.Draft ? invoice.Total : 0)}", Strong: true)]);
        if (invoice.PayTo.Length > 0)
        {
            flow.Paragraph([new(invoice.PayTo)]);
        }

        flow.Note($"All amounts are in {invoice.Currency}.");
        using var file = new MemoryStream();
        flow.Save(file);
        return file.ToArray();
    }

    /// <summary>What stands below the lines.</summary>
    private static IEnumerable<(string Name, long Amount)> Sums(InvoiceDetails invoice) =>
    [
        ("Sum", invoice.Subtotal),
        .. invoice.CreditApplied switch
        {
            > 0 => ((string, long)[])[("Paid with your credit", -invoice.CreditApplied)],
            < 0 => [("Kept as your credit", -invoice.CreditApplied)],
            _ => [],
        },
        ("Total", invoice.Total),
    ];
}
