using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications.Settings;

/// <summary>When somebody wants to be mailed about a category.</summary>
[Global("a person has one mailbox for all organizations")]
internal sealed class MailChoice
{
    private MailChoice() { }

    public Id<User> UserId { get; private init; }
    public string Category { get; private init; } = "";
    public MailMode Mode { get; private set; }

    public static MailChoice Of(Id<User> user, string category, MailMode mode) => new() { UserId = user, Category = category, Mode = mode };

    public void Become(MailMode mode) => Mode = mode;
}

/// <summary>Whether somebody wants events of a kind in the inbox.</summary>
[Global("a person has one inbox for all organizations")]
internal sealed class KindChoice
{
    private KindChoice() { }

    public Id<User> UserId { get; private init; }
    public string Kind { get; private init; } = "";
    public bool IsOn { get; private set; }

    public static KindChoice Of(Id<User> user, string kind, bool isOn) => new() { UserId = user, Kind = kind, IsOn = isOn };

    public void Become(bool isOn) => IsOn = isOn;
}

/// <summary>When somebody was last mailed about the inbox, so that no two mails go out for the same.</summary>
[Global("a person has one mailbox for all organizations")]
internal sealed class MailRhythm
{
    private MailRhythm() { }

    public Id<User> UserId { get; private init; }

    /// <summary>When the last mail was written that gathers what is wanted at once.</summary>
    public DateTime GatheredAt { get; private init; }

    /// <summary>The day, in the person's own zone, of the last digest.</summary>
    public DateTime DigestedOn { get; private init; }

    public static MailRhythm Begin(Id<User> user) => new() { UserId = user, GatheredAt = DateTime.UnixEpoch, DigestedOn = DateTime.UnixEpoch };
}

internal sealed class MailChoiceMapping : IEntityTypeConfiguration<MailChoice>
{
    public void Configure(EntityTypeBuilder<MailChoice> choice)
    {
        choice.ToTable("NotificationMailChoices").HasKey(c => new { c.UserId, c.Category });
        choice.Property(c => c.Category).HasMaxLength(NotificationCategory.NameLimit);
        choice.Property(c => c.Mode);
    }
}

internal sealed class KindChoiceMapping : IEntityTypeConfiguration<KindChoice>
{
    public void Configure(EntityTypeBuilder<KindChoice> choice)
    {
        choice.ToTable("NotificationKindChoices").HasKey(c => new { c.UserId, c.Kind });
        choice.Property(c => c.Kind).HasMaxLength(EventRow.KindLimit);
        choice.Property(c => c.IsOn);
    }
}

internal sealed class MailRhythmMapping : IEntityTypeConfiguration<MailRhythm>
{
    public void Configure(EntityTypeBuilder<MailRhythm> rhythm)
    {
        rhythm.ToTable("NotificationMailRhythms").HasKey(r => r.UserId);
        rhythm.Property(r => r.GatheredAt);
        rhythm.Property(r => r.DigestedOn);
    }
}
