using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Registry.Models;

internal sealed class RegisteredModelMapping : IEntityTypeConfiguration<RegisteredModel>
{
    public void Configure(EntityTypeBuilder<RegisteredModel> model)
    {
        model.ToTable("RegisteredModels").HasKey(m => m.Key);
        model.Property(m => m.Name).HasMaxLength(RegisteredModel.NameLimit);
        model.Property(m => m.Description).HasMaxLength(RegisteredModel.DescriptionLimit);
        model.Property(m => m.DeletedBy).HasMaxLength(Foundation.Access.User.NameLimit);
        model.Property(m => m.ErasedBy).HasMaxLength(Foundation.Access.User.NameLimit);
        model.Property(m => m.Revision).IsConcurrencyToken();
        model.HasIndex(m => new { m.ProjectId, m.Name, m.DeletedAt }).IsUnique();
        model.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Restrict);
        model.HasMany(m => m.Tags).WithOne().HasForeignKey(t => t.ModelKey).OnDelete(DeleteBehavior.Cascade);
        model.HasMany(m => m.Aliases).WithOne().HasForeignKey(a => a.ModelKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ModelTagMapping : IEntityTypeConfiguration<ModelTag>
{
    public void Configure(EntityTypeBuilder<ModelTag> tag)
    {
        tag.ToTable("RegisteredModelTags").HasKey(t => new { t.ModelKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(ModelTag.NameLimit);
        tag.Property(t => t.Value);
    }
}

internal sealed class ModelAliasMapping : IEntityTypeConfiguration<ModelAlias>
{
    public void Configure(EntityTypeBuilder<ModelAlias> alias)
    {
        alias.ToTable("RegisteredModelAliases").HasKey(a => new { a.ModelKey, a.Name });
        alias.Property(a => a.Name).HasMaxLength(ModelAlias.NameLimit);
    }
}
