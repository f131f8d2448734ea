using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Plans;

/// <summary>The plan of an organization that has another than new ones get.</summary>
internal sealed class OrganizationPlan : ITenantOwned, IGrantsAccess
{
    private OrganizationPlan() { }

    public Id<Organization> OrganizationId { get; private init; }
    public PlanName Plan { get; private set; }
    public DateTime Since { get; private set; }

    public static OrganizationPlan Begin(Id<Organization> organization, PlanName plan, DateTime now) => new() { OrganizationId = organization, Plan = plan, Since = now };

    public void SwitchTo(PlanName plan, DateTime now) => (Plan, Since) = (plan, now);
}

/// <summary>A limit that was agreed on with one organization, in place of its plan's.</summary>
internal sealed class LimitOverride : ITenantOwned, IGrantsAccess
{
    public const int ReasonLimit = 200;

    private LimitOverride() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Resource Resource { get; private init; }

    /// <summary>Null for none at all.</summary>
    public long? Most { get; private set; }

    /// <summary>Why, in the operator's words.</summary>
    public string Reason { get; private set; } = "";

    public DateTime At { get; private set; }

    public static LimitOverride Agree(Id<Organization> organization, Resource resource, long? most, string reason, DateTime now) =>
        new() { OrganizationId = organization, Resource = resource, Most = most, Reason = reason, At = now };

    public void Become(long? most, string reason, DateTime now) => (Most, Reason, At) = (most, reason, now);
}

internal sealed class OrganizationPlanMapping : IEntityTypeConfiguration<OrganizationPlan>
{
    public void Configure(EntityTypeBuilder<OrganizationPlan> plan)
    {
        plan.ToTable("OrganizationPlans").HasKey(p => p.OrganizationId);
        plan.Property(p => p.Plan);
        plan.HasOne<Organization>().WithMany().HasForeignKey(p => p.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LimitOverrideMapping : IEntityTypeConfiguration<LimitOverride>
{
    public void Configure(EntityTypeBuilder<LimitOverride> limit)
    {
        limit.ToTable("LimitOverrides").HasKey(l => new { l.OrganizationId, l.Resource });
        limit.Property(l => l.Reason).HasMaxLength(LimitOverride.ReasonLimit);
        limit.HasOne<Organization>().WithMany().HasForeignKey(l => l.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
