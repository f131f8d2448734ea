using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Tenancy;

internal sealed class OrganizationMapping : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.ToTable("Organizations").HasKey(o => o.Id);
        organization.Property(o => o.Slug).HasMaxLength(Organization.SlugLimit);
        organization.Property(o => o.Name).HasMaxLength(Organization.NameLimit);
        organization.Property(o => o.CreatedAt);
        organization.HasIndex(o => o.Slug).IsUnique();
    }
}

internal sealed class ProjectMapping : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.ToTable("Projects").HasKey(p => p.Id);
        project.Property(p => p.Slug).HasMaxLength(Project.SlugLimit);
        project.Property(p => p.Name).HasMaxLength(Project.NameLimit);
        project.Property(p => p.Description).HasMaxLength(Project.DescriptionLimit);
        project.Property(p => p.Brief).HasMaxLength(Project.BriefLimit);
        project.Property(p => p.Visibility);
        project.Property(p => p.CreatedAt);
        project.Property(p => p.ArchivedAt);
        project.Property(p => p.ArchivedById);
        project.Property(p => p.DeletedAt);
        project.Property(p => p.DeletedById);
        project.Property(p => p.ErasingSince);
        project.HasQueryFilter(SaasDb.DeletedFilter, p => p.DeletedAt == null);
        project.HasIndex(p => new { p.OrganizationId, p.Slug }).IsUnique();
        project.HasOne<Organization>().WithMany().HasForeignKey(p => p.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
