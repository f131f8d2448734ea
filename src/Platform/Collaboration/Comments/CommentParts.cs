using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

/// <summary>How somebody may nod at a comment.</summary>
public enum Reaction
{
    ThumbsUp,
    ThumbsDown,
    Heart,
    Celebrate,
    Rocket,
    Eyes,
}

/// <summary>What a comment said before it was edited.</summary>
internal sealed class CommentRevision : ITenantOwned
{
    private CommentRevision() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long CommentKey { get; private init; }
    public int Version { get; private init; }
    public string Text { get; private init; } = "";

    /// <summary>When it was written.</summary>
    public DateTime At { get; private init; }

    public static CommentRevision Of(Comment comment) => new()
    {
        OrganizationId = comment.OrganizationId,
        CommentKey = comment.Key,
        Version = comment.Version,
        Text = comment.Text,
        At = comment.EditedAt ?? comment.CreatedAt,
    };
}

/// <summary>A person's nod at a comment; each kind of it once.</summary>
internal sealed class CommentReaction : ITenantOwned
{
    private CommentReaction() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long CommentKey { get; private init; }
    public Id<User> UserId { get; private init; }
    public Reaction Reaction { get; private init; }
    public DateTime At { get; private init; }

    public static CommentReaction Of(Comment comment, Id<User> user, Reaction reaction, DateTime now) =>
        new() { OrganizationId = comment.OrganizationId, CommentKey = comment.Key, UserId = user, Reaction = reaction, At = now };
}

internal sealed class CommentRevisionMapping : IEntityTypeConfiguration<CommentRevision>
{
    public void Configure(EntityTypeBuilder<CommentRevision> revision)
    {
        revision.ToTable("CommentRevisions").HasKey(r => new { r.CommentKey, r.Version });
        revision.Property(r => r.Text).HasMaxLength(Comment.TextLimit);
        revision.Property(r => r.At);
        revision.HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CommentReactionMapping : IEntityTypeConfiguration<CommentReaction>
{
    public void Configure(EntityTypeBuilder<CommentReaction> reaction)
    {
        reaction.ToTable("CommentReactions").HasKey(r => new { r.CommentKey, r.UserId, r.Reaction });
        reaction.Property(r => r.At);
        reaction.HasIndex(r => r.UserId);
        reaction.HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentKey).OnDelete(DeleteBehavior.Cascade);
    }
}
