using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Reviews;

internal sealed class ReviewMapping : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> review)
    {
        review.ToTable("Reviews").HasKey(r => r.Key);
        review.Property(r => r.TargetName).HasMaxLength(ModelAlias.NameLimit);
        review.Property(r => r.Requester).HasMaxLength(User.NameLimit);
        review.Property(r => r.Reason).HasMaxLength(Review.ReasonLimit);
        review.Property(r => r.Slot).HasMaxLength(300);
        review.Property(r => r.Kept);
        review.Ignore(r => r.Ending);
        review.Property(r => r.Revision).IsConcurrencyToken();
        review.Ignore(r => r.Target);
        // It would be taken for a second relation to the decisions.
        review.Ignore(r => r.Standing);
        review.HasIndex(r => new { r.ProjectId, r.Number }).IsUnique();
        review.HasIndex(r => r.Slot).IsUnique();
        review.HasIndex(r => new { r.ProjectId, r.Status });
        review.HasIndex(r => r.VersionKey);
        review.HasOne<RegisteredModel>().WithMany().HasForeignKey(r => r.ModelKey).OnDelete(DeleteBehavior.Restrict);
        review.HasOne<ModelVersion>().WithMany().HasForeignKey(r => r.VersionKey).OnDelete(DeleteBehavior.Restrict);
        review.HasMany(r => r.Decisions).WithOne().HasForeignKey(d => d.ReviewKey).OnDelete(DeleteBehavior.Cascade);
        review.HasMany(r => r.Seen).WithOne().HasForeignKey(s => s.ReviewKey).OnDelete(DeleteBehavior.Cascade);
        review.HasMany(r => r.Acts).WithOne().HasForeignKey(a => a.ReviewKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewDecisionMapping : IEntityTypeConfiguration<ReviewDecision>
{
    public void Configure(EntityTypeBuilder<ReviewDecision> decision)
    {
        decision.ToTable("ReviewDecisions").HasKey(d => d.Key);
        decision.Property(d => d.Reason).HasMaxLength(ReviewDecision.ReasonLimit);
        decision.Property(d => d.Reviewer).HasMaxLength(User.NameLimit);
        decision.Property(d => d.Teams);
        decision.Property(d => d.Digest).HasMaxLength(ContentDigest.Size);
        decision.Property(d => d.EndedBecause).HasMaxLength(ReviewDecision.EndLimit);
    }
}

internal sealed class ReviewActMapping : IEntityTypeConfiguration<ReviewAct>
{
    public void Configure(EntityTypeBuilder<ReviewAct> act)
    {
        act.ToTable("ReviewActs").HasKey(a => a.Key);
        act.Property(a => a.Words).HasMaxLength(Review.ReasonLimit);
        act.Property(a => a.Actor).HasMaxLength(User.NameLimit);
    }
}

internal sealed class SeenEvidenceMapping : IEntityTypeConfiguration<SeenEvidence>
{
    public void Configure(EntityTypeBuilder<SeenEvidence> seen)
    {
        seen.ToTable("ReviewEvidence").HasKey(s => new { s.ReviewKey, s.Digest });
        seen.Property(s => s.Digest).HasMaxLength(ContentDigest.Size);
        seen.Property(s => s.Items);
        seen.Ignore(s => s.Evidence);
    }
}
