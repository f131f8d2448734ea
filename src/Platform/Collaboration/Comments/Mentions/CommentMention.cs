using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Collaboration.Comments.Mentions;

/// <summary>Who can be called by a name with an @.</summary>
public enum MentionKind
{
    Person,
    Team,
}

/// <summary>
/// Whom a name in a comment's text means. It is decided when the comment is written and kept here, so that the comment goes on meaning the same person
/// whatever they are called later.
/// </summary>
internal sealed class CommentMention : ITenantOwned
{
    private CommentMention() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long CommentKey { get; private init; }

    /// <summary>As <see cref="MentionText.HandleOf"/> makes it of what stands in the text.</summary>
    public string Handle { get; private init; } = "";
    public MentionKind Kind { get; private init; }

    /// <summary>The person's or the team's id.</summary>
    public Guid Target { get; private init; }

    public static CommentMention Of(Comment comment, string handle, MentionKind kind, Guid target) =>
        new() { OrganizationId = comment.OrganizationId, CommentKey = comment.Key, Handle = handle, Kind = kind, Target = target };
}

internal sealed class CommentMentionMapping : IEntityTypeConfiguration<CommentMention>
{
    public void Configure(EntityTypeBuilder<CommentMention> mention)
    {
        mention.ToTable("CommentMentions").HasKey(m => new { m.CommentKey, m.Handle });
        mention.Property(m => m.Handle).HasMaxLength(MentionText.HandleLimit);
        mention.Property(m => m.Kind);
        mention.Property(m => m.Target);
        mention.HasIndex(m => m.Target);
        mention.HasOne<Comment>().WithMany().HasForeignKey(m => m.CommentKey).OnDelete(DeleteBehavior.Cascade);
    }
}
