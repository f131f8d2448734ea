using Slipway.Billing.Subscriptions;

namespace Slipway.Billing.Invoices;

/// <summary>An invoice in a line. Amounts are cents.</summary>
/// <param name="Total">What is to be paid.</param>
public sealed record InvoiceSummary(string Number, InvoiceStatus Status, DateTime IssuedAt, DateTime DueAt, long Total, DateTime? PaidAt);

/// <summary>A page of invoices, the latest first.</summary>
/// <param name="Next">To be asked for as <c>before</c>; null at the end.</param>
public sealed record InvoicePage(IReadOnlyList<InvoiceSummary> Items, int? Next);

/// <summary>An invoice as it was issued. Amounts are cents of <paramref name="Currency"/>.</summary>
/// <param name="Issuer">Who sends it, with line breaks; empty where the server's configuration doesn't say.</param>
/// <param name="BillTo">Who pays it, with line breaks.</param>
/// <param name="PayTo">How to pay, with line breaks.</param>
/// <param name="CreditApplied">What a credit paid of it; negative for what was added to the credit.</param>
public sealed record InvoiceDetails(
    string Number, InvoiceStatus Status, DateTime IssuedAt, DateTime DueAt, string Currency, string Issuer, string BillTo, string PayTo,
    IReadOnlyList<ChargeLine> Lines, long Subtotal, long CreditApplied, long Total, DateTime? PaidAt);

/// <summary>An invoice to take away.</summary>
/// <param name="Name">What the file is called.</param>
public sealed record InvoiceFile(string Name, ReadOnlyMemory<byte> Bytes);
