using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Access;

/// <summary>A sign-in in one browser. Its cookie is good while the row is there: ending a session deletes it.</summary>
[Global("a person signs in, and not an organization")]
public sealed class Session
{
    /// <summary>How long a browser that never comes back stays signed in.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>The most browsers in which one person is signed in; one more signs out the one that was seen least recently.</summary>
    public const int Limit = 100;

    /// <summary>The claim in the sign-in cookie that names the session.</summary>
    internal const string Claim = "session";

    private Session() { }

    internal Id<Session> Id { get; private init; } = Id<Session>.New();
    internal Id<User> UserId { get; private init; }

    /// <summary>What the browser calls itself.</summary>
    internal string Browser { get; private init; } = "";

    /// <summary>The network address that it signed in from.</summary>
    internal string Address { get; private init; } = "";

    internal DateTime CreatedAt { get; private init; }
    internal DateTime LastSeenAt { get; private init; }

    internal static Session Begin(Id<User> user, Visitor visitor, DateTime now) =>
        new() { UserId = user, Browser = visitor.Browser, Address = visitor.Address, CreatedAt = now, LastSeenAt = now };
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("Sessions").HasKey(s => s.Id);
        session.Property(s => s.UserId);
        session.Property(s => s.Browser).HasMaxLength(Visitor.BrowserLimit);
        session.Property(s => s.Address).HasMaxLength(Visitor.AddressLimit);
        session.Property(s => s.CreatedAt);
        session.Property(s => s.LastSeenAt);
        session.HasIndex(s => s.UserId);
        session.HasIndex(s => s.LastSeenAt);
    }
}
