using Microsoft.AspNetCore.Identity;

namespace Slipway.Foundation.Access;

/// <summary>The colours that a person chose; without a choice, pages follow the system's.</summary>
public enum Theme
{
    Light,
    Dark,
}

/// <summary>A person with an account. People belong to any number of organizations.</summary>
[Global("people are in several organizations")]
public sealed class User : IdentityUser<Guid>, IGrantsAccess
{
    public const int NameLimit = 80;
    public const int TimeZoneLimit = 64;

    /// <summary>Framework constructor; people are made with <see cref="Register"/>.</summary>
    public User() { }

    public string DisplayName { get; private set; } = "";

    public DateTime CreatedAt { get; private init; }

    /// <summary>The zone in which times are shown, by its IANA name; null for the browser's own.</summary>
    internal string? TimeZone { get; private set; }

    internal Theme? Theme { get; private set; }

    /// <summary>Changes with every picture; null while there is none.</summary>
    internal string? AvatarVersion { get; private set; }

    internal Id<User> Key => new(Id);

    internal static User Register(string email, string displayName, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        UserName = email,
        Email = email,
        DisplayName = displayName.Trim(),
        CreatedAt = now,
    };

    /// <summary>The account of a program: without an e-mail address and a password, so that nobody signs in as it and no mail goes to it.</summary>
    internal static User Serve(string displayName, DateTime now)
    {
        var id = Guid.CreateVersion7();
        var name = $"service-{id:n}";
        return new() { Id = id, UserName = name, NormalizedUserName = name.ToUpperInvariant(), SecurityStamp = id.ToString("n"), DisplayName = displayName.Trim(), CreatedAt = now };
    }

    internal void Describe(string displayName, string? timeZone) => (DisplayName, TimeZone) = (displayName.Trim(), timeZone);

    internal void Paint(Theme? theme) => Theme = theme;

    internal void Portray(string? version) => AvatarVersion = version;

    /// <summary>Makes it known that the person reads what is sent to the address.</summary>
    internal void ConfirmEmail() => EmailConfirmed = true;
}
