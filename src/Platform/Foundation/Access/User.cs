using Microsoft.AspNetCore.Identity;

namespace Slipway.Foundation.Access;

/// <summary>A person with an account. People belong to any number of organizations.</summary>
[Global("people are in several organizations")]
public sealed class User : IdentityUser<Guid>, IGrantsAccess
{
    public const int NameLimit = 80;

    /// <summary>Framework constructor; people are made with <see cref="Register"/>.</summary>
    public User() { }

    public string DisplayName { get; private set; } = "";

    public DateTime CreatedAt { get; private init; }

    internal Id<User> Key => new(Id);

    internal static User Register(string email, string displayName, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        UserName = email,
        Email = email,
        DisplayName = displayName.Trim(),
        CreatedAt = now,
    };
}
