using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>How much of a resource an organization used at the end of a day, or now on the last one.</summary>
internal sealed class UsageDay : ITenantOwned
{
    private UsageDay() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Resource Resource { get; private init; }

    /// <summary>Midnight at which the day began, UTC.</summary>
    public DateTime Day { get; private init; }

    /// <summary>Of what is counted by the month: since the month began.</summary>
    public long Used { get; private set; }

    public static UsageDay Of(Id<Organization> organization, Resource resource, DateTime day, long used) => new() { OrganizationId = organization, Resource = resource, Day = day, Used = used };

    public void Become(long used) => Used = used;
}

/// <summary>Of which part of a limit an organization's admins were told last, so that they are told once.</summary>
internal sealed class UsageWarning : ITenantOwned
{
    private UsageWarning() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Resource Resource { get; private init; }

    /// <summary>See <see cref="Resources.PeriodOf"/>.</summary>
    public int Period { get; private init; }

    /// <summary>In percent of the limit; 0 when it was left again.</summary>
    public int Level { get; private set; }

    public static UsageWarning Begin(Id<Organization> organization, Resource resource, int period) => new() { OrganizationId = organization, Resource = resource, Period = period };

    public void Reach(int level) => Level = level;
}

internal sealed class UsageDayMapping : IEntityTypeConfiguration<UsageDay>
{
    public void Configure(EntityTypeBuilder<UsageDay> day)
    {
        day.ToTable("UsageDays").HasKey(d => new { d.OrganizationId, d.Resource, d.Day });
        day.Property(d => d.Used);
        day.HasOne<Organization>().WithMany().HasForeignKey(d => d.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UsageWarningMapping : IEntityTypeConfiguration<UsageWarning>
{
    public void Configure(EntityTypeBuilder<UsageWarning> warning)
    {
        warning.ToTable("UsageWarnings").HasKey(w => new { w.OrganizationId, w.Resource, w.Period });
        warning.Property(w => w.Level);
        warning.HasOne<Organization>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
