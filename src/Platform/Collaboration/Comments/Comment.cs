using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

/// <summary>What somebody said of a subject: the beginning of a thread, or a reply in one.</summary>
public sealed class Comment : ITenantOwned
{
    /// <summary>The most characters of a text.</summary>
    public const int TextLimit = 10_000;

    /// <summary>The most characters of a kind of subject.</summary>
    public const int KindLimit = 32;

    /// <summary>The most characters of a subject's key.</summary>
    public const int SubjectLimit = 250;

    /// <summary>The most characters of a metric's name that a comment points at.</summary>
    public const int MetricLimit = 250;

    private Comment() { }

    /// <summary>Ascends with time, so threads and replies are in the order of it.</summary>
    internal long Key { get; private init; }
    internal Id<Comment> Id { get; private init; } = Id<Comment>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal Id<Project> ProjectId { get; private init; }
    internal string Kind { get; private init; } = "";
    internal string Subject { get; private init; } = "";

    /// <summary>The thread's first comment; null for that one itself.</summary>
    internal long? ThreadKey { get; private init; }

    internal Id<User> AuthorId { get; private init; }
    internal string Text { get; private set; } = "";
    internal DateTime CreatedAt { get; private init; }
    internal DateTime? EditedAt { get; private set; }

    /// <summary>Rises with every edit: one that was made of an older text is told so.</summary>
    internal int Version { get; private set; } = 1;

    /// <summary>The metric that it points at, and the step.</summary>
    internal string? Metric { get; private init; }
    internal long? Step { get; private init; }

    internal DateTime? DeletedAt { get; private set; }
    internal Id<User>? DeletedBy { get; private set; }

    /// <summary>When the thread was resolved; of a first comment alone.</summary>
    internal DateTime? ResolvedAt { get; private set; }
    internal Id<User>? ResolvedBy { get; private set; }

    internal static Comment Write(Id<Organization> organization, Id<Project> project, CommentTarget on, long? thread, Id<User> author, string text, CommentPoint? point, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Kind = on.Kind,
        Subject = on.Subject,
        ThreadKey = thread,
        AuthorId = author,
        Text = text,
        Metric = point?.Metric,
        Step = point?.Step,
        CreatedAt = now,
    };

    /// <summary>Says it in other words; answers what it said before.</summary>
    internal CommentRevision Reword(string text, DateTime now)
    {
        var before = CommentRevision.Of(this);
        (Text, EditedAt, Version) = (text, now, Version + 1);
        return before;
    }
}

internal sealed class CommentMapping : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> comment)
    {
        comment.ToTable("Comments").HasKey(c => c.Key);
        comment.Property(c => c.Id);
        comment.Property(c => c.Kind).HasMaxLength(Comment.KindLimit);
        comment.Property(c => c.Subject).HasMaxLength(Comment.SubjectLimit);
        comment.Property(c => c.ThreadKey);
        comment.Property(c => c.AuthorId);
        comment.Property(c => c.Text).HasMaxLength(Comment.TextLimit);
        comment.Property(c => c.CreatedAt);
        comment.Property(c => c.EditedAt);
        comment.Property(c => c.Version).IsConcurrencyToken();
        comment.Property(c => c.Metric).HasMaxLength(Comment.MetricLimit);
        comment.Property(c => c.Step);
        comment.Property(c => c.DeletedAt);
        comment.Property(c => c.DeletedBy);
        comment.Property(c => c.ResolvedAt);
        comment.Property(c => c.ResolvedBy);
        comment.HasIndex(c => c.Id).IsUnique();
        comment.HasIndex(c => new { c.ProjectId, c.Kind, c.Subject, c.ThreadKey, c.Key });
        comment.HasIndex(c => new { c.OrganizationId, c.AuthorId, c.CreatedAt });
        comment.HasOne<Comment>().WithMany().HasForeignKey(c => c.ThreadKey).OnDelete(DeleteBehavior.Restrict);
        comment.HasOne<Project>().WithMany().HasForeignKey(c => c.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
