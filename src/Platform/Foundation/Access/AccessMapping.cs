using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Access;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("Users");
        user.Property(u => u.DisplayName).HasMaxLength(User.NameLimit);
        user.Property(u => u.TimeZone).HasMaxLength(User.TimeZoneLimit);
        user.Property(u => u.Theme);
        user.Property(u => u.AvatarVersion).HasMaxLength(16);
        user.Ignore(u => u.Key);
    }
}

internal sealed class MembershipMapping : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("Memberships").HasKey(m => new { m.OrganizationId, m.UserId });
        membership.Property(m => m.Role);
        membership.Property(m => m.JoinedAt);
        membership.Property(m => m.SuspendedAt);
        membership.HasIndex(m => m.UserId);
        membership.HasQueryFilter(SaasDb.SuspendedFilter, m => m.SuspendedAt == null);
        membership.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ProjectMembershipMapping : IEntityTypeConfiguration<ProjectMembership>
{
    public void Configure(EntityTypeBuilder<ProjectMembership> membership)
    {
        membership.ToTable("ProjectMemberships").HasKey(m => new { m.ProjectId, m.UserId });
        membership.Property(m => m.Role);
        membership.Property(m => m.GivenById);
        membership.Property(m => m.GivenAt);
        membership.HasIndex(m => new { m.OrganizationId, m.UserId });
        membership.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
