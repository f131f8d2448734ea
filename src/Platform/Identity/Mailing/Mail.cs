using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Identity.Mailing;

/// <summary>A mail that was written in the transaction of what it tells of, and is sent afterwards. Once sent, its text is forgotten: it holds links that are as good as passwords.</summary>
[Global("mails go to people, who are in several organizations")]
public sealed class Mail
{
    internal const int AddressLimit = 256;
    internal const int SubjectLimit = 200;
    internal const int KindLimit = 32;
    internal const int ErrorLimit = 500;
    internal const int UnsubscribeLimit = 1_000;

    private Mail() { }

    internal Id<Mail> Id { get; private init; } = Id<Mail>.New();
    internal string To { get; private init; } = "";

    /// <summary>What it is about, such as <c>password-reset</c>.</summary>
    internal string Kind { get; private init; } = "";

    internal string Subject { get; private init; } = "";
    internal string Text { get; private init; } = "";
    internal string Html { get; private init; } = "";

    /// <summary>Where the reader's mail program can end mails of this kind by itself; null where nobody would want that.</summary>
    internal string? Unsubscribe { get; private init; }

    internal DateTime CreatedAt { get; private init; }

    /// <summary>When the mail server took it, or, without one, when it was laid into the outbox; null until then.</summary>
    internal DateTime? SentAt { get; private init; }

    /// <summary>When it is tried next; null when it is done with.</summary>
    internal DateTime? DueAt { get; private init; }

    internal int Attempts { get; private init; }

    /// <summary>Why the last attempt failed.</summary>
    internal string? Error { get; private init; }

    /// <param name="stays">Whether there is no mail server, so that the outbox is where it is read.</param>
    internal static Mail Write(string to, Letter letter, bool stays, DateTime now) => new()
    {
        To = to,
        Kind = letter.Kind,
        Subject = letter.Subject,
        Text = letter.Text(),
        Html = letter.Html(),
        Unsubscribe = letter.Unsubscribe,
        CreatedAt = now,
        SentAt = stays ? now : null,
        DueAt = stays ? null : now,
    };
}

internal sealed class MailMapping : IEntityTypeConfiguration<Mail>
{
    public void Configure(EntityTypeBuilder<Mail> mail)
    {
        mail.ToTable("Mails").HasKey(m => m.Id);
        mail.Property(m => m.To).HasMaxLength(Mail.AddressLimit);
        mail.Property(m => m.Kind).HasMaxLength(Mail.KindLimit);
        mail.Property(m => m.Subject).HasMaxLength(Mail.SubjectLimit);
        mail.Property(m => m.Text);
        mail.Property(m => m.Html);
        mail.Property(m => m.Unsubscribe).HasMaxLength(Mail.UnsubscribeLimit);
        mail.Property(m => m.CreatedAt);
        mail.Property(m => m.SentAt);
        mail.Property(m => m.DueAt);
        mail.Property(m => m.Attempts);
        mail.Property(m => m.Error).HasMaxLength(Mail.ErrorLimit);
        mail.HasIndex(m => m.DueAt);
        mail.HasIndex(m => new { m.To, m.CreatedAt });
        mail.HasIndex(m => m.CreatedAt);
    }
}
