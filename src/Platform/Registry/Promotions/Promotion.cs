using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;

namespace Slipway.Registry.Promotions;

/// <summary>What a version can be promoted to.</summary>
public enum PromotionTarget
{
    /// <summary>A name that stands for one version of a model.</summary>
    Alias,

    /// <summary>A place that several versions may be in.</summary>
    Stage,
}

/// <summary>That an alias moved or a stage was entered: once, by somebody. Never changed, so that a model's history can be trusted.</summary>
internal sealed class Promotion : ITenantOwned
{
    private Promotion() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }
    public PromotionTarget Target { get; private init; }

    /// <summary>The alias, or the stage that was entered.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The stage that was left; empty for an alias.</summary>
    public string FromStage { get; private init; } = "";

    /// <summary>The version that had the alias before; null when none had, and for a stage.</summary>
    public int? FromVersion { get; private init; }

    /// <summary>The version that has the alias, or is in the stage, since; null when the alias was taken away.</summary>
    public int? ToVersion { get; private init; }

    /// <summary>The number of the review that let the version in; null where none was asked for.</summary>
    public int? Review { get; private init; }

    /// <summary>Whether the glass was broken for it: the review let it in without what was missing.</summary>
    public bool IsGlassBroken { get; private init; }

    public Id<User> ActorId { get; private init; }
    public string ActorName { get; private init; } = "";
    public DateTime At { get; private init; }

    public static Promotion OfAlias(Id<Organization> organization, long model, string alias, int? from, int? to, LetIn? letIn, Principal by, DateTime now) => new()
    {
        OrganizationId = organization,
        ModelKey = model,
        Target = PromotionTarget.Alias,
        Name = alias,
        FromVersion = from,
        ToVersion = to,
        Review = letIn?.Review,
        IsGlassBroken = letIn is { IsGlassBroken: true },
        ActorId = by.UserId,
        ActorName = by.Name,
        At = now,
    };

    public static Promotion OfStage(Id<Organization> organization, long model, int version, string from, string to, LetIn? letIn, Principal by, DateTime now) => new()
    {
        OrganizationId = organization,
        ModelKey = model,
        Target = PromotionTarget.Stage,
        Name = to,
        FromStage = from,
        ToVersion = version,
        Review = letIn?.Review,
        IsGlassBroken = letIn is { IsGlassBroken: true },
        ActorId = by.UserId,
        ActorName = by.Name,
        At = now,
    };
}

/// <summary>By what right a version goes where the project lets in only what was reviewed.</summary>
/// <param name="Version">The key of the version.</param>
/// <param name="Review">The number of its review.</param>
/// <param name="IsGlassBroken">Whether the review was missing something, and somebody answered for going ahead.</param>
internal sealed record LetIn(long Version, int Review, bool IsGlassBroken);

internal sealed class PromotionMapping : IEntityTypeConfiguration<Promotion>
{
    public void Configure(EntityTypeBuilder<Promotion> promotion)
    {
        promotion.ToTable("Promotions").HasKey(p => p.Key);
        promotion.Property(p => p.Name).HasMaxLength(ModelAlias.NameLimit);
        promotion.Property(p => p.FromStage).HasMaxLength(Stages.Stage.NameLimit);
        promotion.Property(p => p.ActorName).HasMaxLength(User.NameLimit);
        promotion.HasIndex(p => new { p.ModelKey, p.Target, p.Key });
        promotion.HasOne<RegisteredModel>().WithMany().HasForeignKey(p => p.ModelKey).OnDelete(DeleteBehavior.Cascade);
    }
}
