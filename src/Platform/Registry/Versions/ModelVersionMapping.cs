using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Content;
using Slipway.Registry.Models;
using Slipway.Registry.Stages;

namespace Slipway.Registry.Versions;

internal sealed class ModelVersionMapping : IEntityTypeConfiguration<ModelVersion>
{
    public void Configure(EntityTypeBuilder<ModelVersion> version)
    {
        version.ToTable("ModelVersions").HasKey(v => v.Key);
        version.Property(v => v.Source).HasMaxLength(ModelVersion.SourceLimit);
        version.Property(v => v.Location).HasMaxLength(ModelVersion.SourceLimit);
        version.Property(v => v.RunId).HasMaxLength(ModelVersion.RunIdLimit);
        version.Property(v => v.LoggedModelId).HasMaxLength(ModelVersion.RunIdLimit);
        version.Property(v => v.RunLink).HasMaxLength(ModelVersion.RunLinkLimit);
        version.Property(v => v.Description).HasMaxLength(ModelVersion.DescriptionLimit);
        version.Property(v => v.Stage).HasMaxLength(Stage.NameLimit);
        version.Property(v => v.CreatedBy).HasMaxLength(Foundation.Access.User.NameLimit);
        version.Property(v => v.DeletedBy).HasMaxLength(Foundation.Access.User.NameLimit);
        version.Property(v => v.ErasedBy).HasMaxLength(Foundation.Access.User.NameLimit);
        version.Property(v => v.Digest).HasMaxLength(ContentDigest.Size);
        version.Property(v => v.CopiedFrom).HasMaxLength(ModelVersion.SourceLimit);
        version.HasIndex(v => new { v.ModelKey, v.Number }).IsUnique();
        version.HasIndex(v => new { v.ProjectId, v.RunId });
        version.HasIndex(v => new { v.ProjectId, v.LoggedModelId });
        version.HasOne<RegisteredModel>().WithMany().HasForeignKey(v => v.ModelKey).OnDelete(DeleteBehavior.Restrict);
        version.HasMany(v => v.Tags).WithOne().HasForeignKey(t => t.VersionKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VersionTagMapping : IEntityTypeConfiguration<VersionTag>
{
    public void Configure(EntityTypeBuilder<VersionTag> tag)
    {
        tag.ToTable("ModelVersionTags").HasKey(t => new { t.VersionKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(ModelTag.NameLimit);
        tag.Property(t => t.Value);
    }
}
