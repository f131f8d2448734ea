using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Identity.History;

/// <summary>Something that happened to an account, kept for its owner. What happens in an organization is an event of that organization.</summary>
[Global("an account belongs to a person, who is in several organizations")]
internal sealed class AccountEvent
{
    public const int KindLimit = 64;

    private AccountEvent() { }

    public long Key { get; private init; }
    public Id<User> UserId { get; private init; }
    public string Kind { get; private init; } = "";
    public string Browser { get; private init; } = "";
    public string Address { get; private init; } = "";
    public DateTime At { get; private init; }

    public static AccountEvent Of(Id<User> user, AccountEventKind kind, Visitor visitor, DateTime now) =>
        new() { UserId = user, Kind = kind.Name, Browser = visitor.Browser, Address = visitor.Address, At = now };
}

/// <summary>What can happen to an account.</summary>
/// <param name="Name">The stable name, such as <c>password.changed</c>.</param>
/// <param name="Description">What it is called on the screen.</param>
internal sealed record AccountEventKind(string Name, string Description)
{
    public static readonly AccountEventKind SignedIn = new("session.started", "Signed in");
    public static readonly AccountEventKind LockedOut = new("account.locked", "Locked for a while after wrong passwords");
    public static readonly AccountEventKind SessionEnded = new("session.ended", "Signed a browser out");
    public static readonly AccountEventKind SessionsEnded = new("sessions.ended", "Signed out everywhere");
    public static readonly AccountEventKind PasswordChanged = new("password.changed", "Changed the password");
    public static readonly AccountEventKind PasswordReset = new("password.reset", "Set a new password by e-mail");
    public static readonly AccountEventKind EmailConfirmed = new("email.confirmed", "Confirmed the e-mail address");
    public static readonly AccountEventKind EmailChanged = new("email.changed", "Changed the e-mail address");
    public static readonly AccountEventKind TwoFactorOn = new("two-factor.enabled", "Turned two-step sign-in on");
    public static readonly AccountEventKind TwoFactorOff = new("two-factor.disabled", "Turned two-step sign-in off");
    public static readonly AccountEventKind RecoveryCodesMade = new("recovery-codes.made", "Made new recovery codes");
    public static readonly AccountEventKind RecoveryCodeUsed = new("recovery-code.used", "Used a recovery code");
    public static readonly AccountEventKind PasskeyAdded = new("passkey.added", "Added a passkey");
    public static readonly AccountEventKind PasskeyRemoved = new("passkey.removed", "Removed a passkey");
    public static readonly AccountEventKind Exported = new("account.exported", "Took all data out");

    private static readonly AccountEventKind[] All =
        [SignedIn, LockedOut, SessionEnded, SessionsEnded, PasswordChanged, PasswordReset, EmailConfirmed, EmailChanged, TwoFactorOn, TwoFactorOff, RecoveryCodesMade, RecoveryCodeUsed, PasskeyAdded, PasskeyRemoved, Exported];

    /// <summary>What a kept name is called on the screen.</summary>
    public static string Describe(string name) => All.FirstOrDefault(kind => kind.Name == name)?.Description ?? name;
}

internal sealed class AccountEventMapping : IEntityTypeConfiguration<AccountEvent>
{
    public void Configure(EntityTypeBuilder<AccountEvent> happened)
    {
        happened.ToTable("AccountEvents").HasKey(e => e.Key);
        happened.Property(e => e.Kind).HasMaxLength(AccountEvent.KindLimit);
        happened.Property(e => e.Browser).HasMaxLength(Visitor.BrowserLimit);
        happened.Property(e => e.Address).HasMaxLength(Visitor.AddressLimit);
        happened.HasIndex(e => new { e.UserId, e.Key });
    }
}
