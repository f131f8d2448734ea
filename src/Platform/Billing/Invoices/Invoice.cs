using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Billing.Subscriptions;

namespace Slipway.Billing.Invoices;

/// <summary>How an invoice stands.</summary>
public enum InvoiceStatus
{
    /// <summary>Not sent yet; it may change.</summary>
    Draft,

    Open,
    Paid,

    /// <summary>Not paid in time.</summary>
    Overdue,

    /// <summary>Taken back. It keeps its number.</summary>
    Void,
}

/// <summary>
/// What was billed, as it was when it was issued: names, addresses and prices change later, and an invoice doesn't. Its number is the next one of its organization, taken while
/// nobody else can take one, and no invoice is ever deleted: so there are no gaps.
/// </summary>
internal sealed class Invoice : ITenantOwned
{
    public const int NumberLimit = 40;
    public const int CauseLimit = 80;
    public const int NoteLimit = 200;
    public const int TextLimit = 1_000;

    private Invoice() { }

    public Id<Invoice> Id { get; private init; } = Id<Invoice>.New();
    public Id<Organization> OrganizationId { get; private init; }

    /// <summary>Counts the organization's invoices from 1.</summary>
    public int Sequence { get; private init; }

    public string Number { get; private init; } = "";

    /// <summary>What it was issued for; once for each cause.</summary>
    public string Cause { get; private init; } = "";

    public InvoiceStatus Status { get; private set; }
    public DateTime IssuedAt { get; private init; }
    public DateTime DueAt { get; private init; }

    /// <summary>Who sends it, who pays it and how, with line breaks.</summary>
    public string Issuer { get; private init; } = "";
    public string BillTo { get; private init; } = "";
    public string PayTo { get; private init; } = "";

    /// <summary>In cents, as everything here; negative where more was given back than charged.</summary>
    public long Subtotal { get; private init; }

    /// <summary>What a credit paid of it; negative for what was added to the credit.</summary>
    public long CreditApplied { get; private init; }

    public long Total { get; private init; }
    public DateTime? PaidAt { get; private set; }

    /// <summary>What whoever marked it paid or took it back wrote about that.</summary>
    public string Note { get; private set; } = "";

    public List<InvoiceLine> Lines { get; private init; } = [];

    public bool AwaitsPayment => Status is InvoiceStatus.Open or InvoiceStatus.Overdue;

    public static Invoice Issue(Id<Organization> organization, int sequence, string cause, InvoiceParties parties, IReadOnlyList<ChargeLine> lines, long creditApplied, TimeSpan timeToPay, DateTime now)
    {
        var subtotal = lines.Sum(line => line.Amount);
        var total = subtotal - creditApplied;
        var invoice = new Invoice
        {
            OrganizationId = organization, Sequence = sequence, Number = NumberOf(organization, sequence), Cause = cause, IssuedAt = now, DueAt = now + timeToPay,
            Issuer = parties.Issuer, BillTo = parties.BillTo, PayTo = parties.PayTo, Subtotal = subtotal, CreditApplied = creditApplied, Total = total,
            Status = total == 0 ? InvoiceStatus.Paid : InvoiceStatus.Open, PaidAt = total == 0 ? now : null,
        };
        invoice.Lines.AddRange(lines.Select((line, index) => new InvoiceLine(organization, invoice.Id, index + 1, line.Text, line.Quantity, line.UnitAmount, line.Amount)));
        return invoice;
    }

    /// <summary>The end of the organization's id, which is random, and the count: nobody's numbers tell how many others there are.</summary>
    public static string NumberOf(Id<Organization> organization, int sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{organization.Value.ToString("N")[^8..].ToUpperInvariant()}-{sequence:0000}");

    public Result<Done> Pay(string note, DateTime now)
    {
        if (!AwaitsPayment)
        {
            return new Conflict($"Invoice {Number} is {Words}: it can't be paid.");
        }

        (Status, PaidAt, Note) = (InvoiceStatus.Paid, now, note);
        return default(Done);
    }

    public Result<Done> TakeBack(string note)
    {
        if (!AwaitsPayment)
        {
            return new Conflict($"Invoice {Number} is {Words}: only one that waits for its payment can be taken back.");
        }

        (Status, Note) = (InvoiceStatus.Void, note);
        return default(Done);
    }

    public void FallOverdue() => Status = InvoiceStatus.Overdue;

    private string Words => Status is InvoiceStatus.Void ? "taken back" : Status.ToString().ToLowerInvariant();
}

/// <summary>Who sends an invoice, who pays it, and how.</summary>
internal sealed record InvoiceParties(string Issuer, string BillTo, string PayTo);

/// <summary>What an invoice charges or gives back.</summary>
internal sealed class InvoiceLine(Id<Organization> organizationId, Id<Invoice> invoiceId, int position, string text, long quantity, long unitAmount, long amount) : ITenantOwned
{
    public Id<Organization> OrganizationId { get; private init; } = organizationId;
    public Id<Invoice> InvoiceId { get; private init; } = invoiceId;
    public int Position { get; private init; } = position;
    public string Text { get; private init; } = text;
    public long Quantity { get; private init; } = quantity;
    public long UnitAmount { get; private init; } = unitAmount;
    public long Amount { get; private init; } = amount;
}

internal sealed class InvoiceMapping : IEntityTypeConfiguration<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.ToTable("Invoices").HasKey(i => i.Id);
        invoice.Property(i => i.Sequence);
        invoice.Property(i => i.Number).HasMaxLength(Invoice.NumberLimit);
        invoice.Property(i => i.Cause).HasMaxLength(Invoice.CauseLimit);
        invoice.Property(i => i.Status);
        invoice.Property(i => i.IssuedAt);
        invoice.Property(i => i.DueAt);
        invoice.Property(i => i.Issuer).HasMaxLength(Invoice.TextLimit);
        invoice.Property(i => i.BillTo).HasMaxLength(Invoice.TextLimit);
        invoice.Property(i => i.PayTo).HasMaxLength(Invoice.TextLimit);
        invoice.Property(i => i.Subtotal);
        invoice.Property(i => i.CreditApplied);
        invoice.Property(i => i.Total);
        invoice.Property(i => i.PaidAt);
        invoice.Property(i => i.Note).HasMaxLength(Invoice.NoteLimit);
        invoice.Ignore(i => i.AwaitsPayment);
        invoice.HasIndex(i => new { i.OrganizationId, i.Sequence }).IsUnique();
        invoice.HasIndex(i => new { i.OrganizationId, i.Cause }).IsUnique();
        invoice.HasIndex(i => i.Number);
        invoice.HasIndex(i => new { i.Status, i.DueAt });
        invoice.HasMany(i => i.Lines).WithOne().HasForeignKey(l => l.InvoiceId).OnDelete(DeleteBehavior.Cascade);
        invoice.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InvoiceLineMapping : IEntityTypeConfiguration<InvoiceLine>
{
    public void Configure(EntityTypeBuilder<InvoiceLine> line)
    {
        line.ToTable("InvoiceLines").HasKey(l => new { l.InvoiceId, l.Position });
        line.Property(l => l.Text).HasMaxLength(Invoice.NoteLimit);
        line.Property(l => l.Quantity);
        line.Property(l => l.UnitAmount);
        line.Property(l => l.Amount);
    }
}
