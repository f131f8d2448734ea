namespace Slipway.Billing.Invoices;

/// <summary>What whoever runs the server does with invoices. Only the server's own command line leads here.</summary>
public sealed class InvoiceOperationsService
{
    private readonly InvoiceDesk _desk;

    internal InvoiceOperationsService(InvoiceDesk desk) => _desk = desk;

    /// <summary>Notes that an invoice was paid.</summary>
    /// <param name="note">How, such as the bank's reference; it is kept and told in the organization's audit log.</param>
    public Task<Result<Done>> PayAsync(string number, string note, CancellationToken ct) => _desk.PayAsync(number, note, null, ct);

    /// <summary>Takes an invoice back that waits for its payment. It keeps its number.</summary>
    public Task<Result<Done>> TakeBackAsync(string number, string note, CancellationToken ct) => _desk.TakeBackAsync(number, note, null, ct);
}
