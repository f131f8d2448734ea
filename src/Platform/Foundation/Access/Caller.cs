using System.Collections.Frozen;

namespace Slipway.Foundation.Access;

/// <summary>A person who asks, in the browser or through a token; or a program with an account of its own.</summary>
/// <param name="UserId">Whose account it is.</param>
/// <param name="Name">The name that activity shows.</param>
/// <param name="Token">What the token limits the person to; null in the browser.</param>
/// <param name="SessionId">The browser's sign-in, which can be ended from another one; null outside browsers.</param>
public sealed record Principal(Id<User> UserId, string Name, TokenScope? Token = null, Id<Session>? SessionId = null)
{
    /// <summary>Whether it is a program's own account: what is for people alone isn't for it.</summary>
    public bool IsServiceAccount { get; init; }
}

/// <summary>What a token may do at most; its owner's roles are asked as well.</summary>
/// <param name="OrganizationId">The only organization it works in.</param>
/// <param name="DefaultProjectId">The project that the bare host's MLflow address stands for.</param>
/// <param name="OnlyProjectId">The only project it works in, or null for all that its owner sees.</param>
/// <param name="Permissions">What it may do, or null for all that its owner may.</param>
/// <param name="ExpiresAt">When it stops working, UTC, or null for never.</param>
public sealed record TokenScope(
    Id<Organization> OrganizationId,
    Id<Project>? DefaultProjectId,
    Id<Project>? OnlyProjectId,
    FrozenSet<Permission>? Permissions,
    DateTime? ExpiresAt = null);

/// <summary>Who asks, in this request, circuit or job. Set once; nobody until then.</summary>
public sealed class Caller
{
    public Principal? Principal { get; private set; }

    /// <summary>Makes the scope act for somebody. A scope never changes hands.</summary>
    public void Become(Principal principal)
    {
        if (Principal is not null && Principal.UserId != principal.UserId)
        {
            throw new InvalidOperationException("A scope never changes hands.");
        }

        Principal = principal;
    }
}
