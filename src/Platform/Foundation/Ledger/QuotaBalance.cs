using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Ledger;

/// <summary>How much of a resource an organization uses: the sum of its entries, kept so that one statement decides whether more fits.</summary>
[Global("an account is deleted from all its organizations in one transaction, and each gets its seat back")]
internal sealed class QuotaBalance
{
    private QuotaBalance() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Resource Resource { get; private init; }

    /// <summary>See <see cref="Resources.PeriodOf"/>.</summary>
    public int Period { get; private init; }

    public long Used { get; private set; }

    public static QuotaBalance Open(Id<Organization> organization, Resource resource, int period, long used) =>
        new() { OrganizationId = organization, Resource = resource, Period = period, Used = used };
}

/// <summary>One booking. Entries are added and never changed.</summary>
[Global("written with the balance that it explains")]
internal sealed class QuotaEntry
{
    public const int ReasonLimit = 200;

    private QuotaEntry() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Resource Resource { get; private init; }
    public int Period { get; private init; }

    /// <summary>Positive for what was taken, negative for what was given back.</summary>
    public long Amount { get; private init; }

    /// <summary>The balance after it.</summary>
    public long Used { get; private init; }

    /// <summary>What it was booked for.</summary>
    public string Reason { get; private init; } = "";

    public DateTime At { get; private init; }

    public static QuotaEntry Book(Id<Organization> organization, Resource resource, int period, long amount, long used, string reason, DateTime now) => new()
    {
        OrganizationId = organization, Resource = resource, Period = period, Amount = amount, Used = used, Reason = reason.Length > ReasonLimit ? reason[..ReasonLimit] : reason, At = now,
    };
}

internal sealed class QuotaBalanceMapping : IEntityTypeConfiguration<QuotaBalance>
{
    public void Configure(EntityTypeBuilder<QuotaBalance> balance)
    {
        balance.ToTable("QuotaBalances").HasKey(b => new { b.OrganizationId, b.Resource, b.Period });
        balance.Property(b => b.Used);
        balance.HasOne<Organization>().WithMany().HasForeignKey(b => b.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class QuotaEntryMapping : IEntityTypeConfiguration<QuotaEntry>
{
    public void Configure(EntityTypeBuilder<QuotaEntry> entry)
    {
        entry.ToTable("QuotaEntries").HasKey(e => e.Key);
        entry.Property(e => e.Period);
        entry.Property(e => e.Amount);
        entry.Property(e => e.Used);
        entry.Property(e => e.Reason).HasMaxLength(QuotaEntry.ReasonLimit);
        entry.HasIndex(e => new { e.OrganizationId, e.Resource, e.Key });
        entry.HasOne<Organization>().WithMany().HasForeignKey(e => e.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
