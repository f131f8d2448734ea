using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications;

/// <summary>Whether a mail is still to be written about a notification.</summary>
internal enum MailDue
{
    /// <summary>None is wanted, or it was written.</summary>
    None,

    /// <summary>With the next gathering.</summary>
    Soon,

    /// <summary>With the next morning's digest.</summary>
    Daily,
}

/// <summary>One event in one person's inbox. The inbox shows them by subject.</summary>
internal sealed class Notification : ITenantOwned
{
    public const int TitleLimit = 200;
    public const int SentenceLimit = 500;
    public const int PageLimit = 1_000;

    private Notification() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<User> UserId { get; private init; }

    /// <summary>The event's number: with the person, what makes a second telling of it none.</summary>
    public long Event { get; private init; }

    public Id<Project>? ProjectId { get; private init; }
    public string Kind { get; private init; } = "";
    public string Category { get; private init; } = "";
    public string Subject { get; private init; } = "";
    public string SubjectHash { get; private init; } = "";

    /// <summary>What the subject is called.</summary>
    public string Title { get; private init; } = "";

    /// <summary>What happened, to be read after the actor's name.</summary>
    public string Sentence { get; private init; } = "";

    /// <summary>The page that shows it, below the organization's address.</summary>
    public string Page { get; private init; } = "";

    public Id<User>? ActorId { get; private init; }
    public string ActorName { get; private init; } = "";
    public WatchReason Reason { get; private init; }

    /// <summary>What is watched, when it isn't the subject itself but something that it lies in; empty otherwise.</summary>
    public string Via { get; private init; } = "";

    public DateTime At { get; private init; }
    public DateTime? ReadAt { get; private init; }
    public MailDue Mail { get; private init; }

    public static Notification Tell(Id<Organization> organization, Id<User> user, EventFact fact, Telling telling, Heard heard, MailMode mail) => new()
    {
        OrganizationId = organization,
        UserId = user,
        Event = fact.Number,
        ProjectId = fact.ProjectId,
        Kind = fact.Kind,
        Category = telling.Rule.Category.Name,
        Subject = fact.Subject,
        SubjectHash = SubjectAddress.Hash(fact.Subject),
        Title = Cut(telling.Title, TitleLimit),
        Sentence = Cut(telling.Sentence, SentenceLimit),
        Page = Cut(telling.Rule.Page(fact), PageLimit),
        ActorId = fact.ActorId,
        ActorName = fact.ActorName,
        Reason = heard.Reason,
        Via = heard.Via,
        At = fact.At,
        Mail = mail switch { MailMode.Immediately => MailDue.Soon, MailMode.Daily => MailDue.Daily, _ => MailDue.None },
    };

    private static string Cut(string text, int limit) => text.Length <= limit ? text : $"{text[..(limit - 1)]}…";
}

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.ToTable("Notifications").HasKey(n => n.Key);
        notification.Property(n => n.Kind).HasMaxLength(EventRow.KindLimit);
        notification.Property(n => n.Category).HasMaxLength(NotificationCategory.NameLimit);
        notification.Property(n => n.Subject).HasMaxLength(EventRow.SubjectLimit);
        notification.Property(n => n.SubjectHash).HasMaxLength(SubjectAddress.HashLength);
        notification.Property(n => n.Title).HasMaxLength(Notification.TitleLimit);
        notification.Property(n => n.Sentence).HasMaxLength(Notification.SentenceLimit);
        notification.Property(n => n.Page).HasMaxLength(Notification.PageLimit);
        notification.Property(n => n.ActorName).HasMaxLength(User.NameLimit);
        notification.Property(n => n.Reason);
        notification.Property(n => n.Via).HasMaxLength(EventRow.SubjectLimit);
        notification.Property(n => n.At);
        notification.Property(n => n.ReadAt);
        notification.Property(n => n.Mail);
        notification.HasIndex(n => new { n.OrganizationId, n.Event, n.UserId }).IsUnique();
        // The inbox groups by subject and reads nothing else to do so; the count reads what is unread alone.
        notification.HasIndex(n => new { n.UserId, n.OrganizationId, n.SubjectHash, n.Key, n.ReadAt, n.ProjectId, n.Category });
        notification.HasIndex(n => new { n.UserId, n.ReadAt, n.OrganizationId, n.ProjectId, n.SubjectHash });
        notification.HasIndex(n => new { n.Mail, n.UserId });
        notification.HasIndex(n => n.At);
        notification.HasOne<Project>().WithMany().HasForeignKey(n => n.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
