using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.SignIn;
using Slipway.Identity.Tokens;
using Slipway.Organizations.Projects;

namespace Slipway.Organizations.Operators;

/// <summary>
/// What whoever runs the server does from its command line. No door leads here from outside: to reach it one has the server's
/// configuration in hand, and so everything in it.
/// </summary>
public sealed class OperatorService(
    IDbContextFactory<SaasDb> dbs, Caller caller, Tenant tenant, SignInService accounts, OrganizationService organizations, ProjectService projects, TokenService tokens)
{
    private const string DefaultOwner = "operator@localhost";

    /// <summary>Makes an account.</summary>
    public async Task<Result<Done>> CreateUserAsync(string email, string name, string password)
    {
        var made = await accounts.CreateUserAsync(email, name, password, confirmed: true);
        return made.Refusal is { } refusal ? refusal : default(Done);
    }

    /// <summary>The account that signs in with an address.</summary>
    public async Task<Result<Id<User>>> FindUserAsync(string email, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var normalized = email.Trim().ToUpperInvariant();
        return await db.Users.Where(user => user.NormalizedEmail == normalized).Select(user => (Guid?)user.Id).SingleOrDefaultAsync(ct) is { } found
            ? new Id<User>(found)
            : new NotFound($"Nobody signs in with '{email}'. Make an account with 'users create', or register in the browser.");
    }

    /// <summary>
    /// Makes a token for a project, and the organization, the project and the owner's account when they are missing. Without
    /// <paramref name="email"/> the token acts for the organization's first owner.
    /// </summary>
    public async Task<Result<NewToken>> CreateTokenAsync(string organization, string project, string name, string? email, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var existing = await db.Organizations.SingleOrDefaultAsync(o => o.Slug == organization, ct);
        var owner = await OwnerAsync(db, existing, email, ct);
        if (owner.Refusal is { } refusal)
        {
            return refusal;
        }

        caller.Become(new(owner.Value.Key, owner.Value.DisplayName));
        if (existing is not null)
        {
            tenant.Enter(existing.Id);
        }
        else if ((await organizations.CreateAsync(new(NameOf(organization), organization), ct)).Refusal is { } unfounded)
        {
            return unfounded;
        }

        if ((await projects.GetAsync(project, ct)).Refusal is NotFound
            && (await projects.CreateAsync(new(NameOf(project), project), ct)).Refusal is { } unstarted)
        {
            return unstarted;
        }

        return await tokens.CreateAsync(new(name, Project: project), ct);
    }

    // An address is all that the command is told: 'credit-risk' is called 'Credit risk' until somebody renames it.
    private static string NameOf(string slug) => slug.Length == 0 ? slug : char.ToUpperInvariant(slug[0]) + slug[1..].Replace('-', ' ');

    private async Task<Result<User>> OwnerAsync(SaasDb db, Organization? organization, string? email, CancellationToken ct)
    {
        if (email is null && organization is not null)
        {
            var first = await db.Memberships
                .Where(membership => membership.OrganizationId == organization.Id && membership.Role == OrganizationRole.Owner)
                .OrderBy(membership => membership.JoinedAt)
                .Select(membership => membership.UserId)
                .FirstAsync(ct);
            return await db.Users.SingleAsync(user => user.Id == first.Value, ct);
        }

        var address = email ?? DefaultOwner;
        var normalized = address.ToUpperInvariant();
        return await db.Users.SingleOrDefaultAsync(user => user.NormalizedEmail == normalized, ct) is { } known
            ? known
            : await accounts.CreateUserAsync(address, address.Split('@')[0], RandomNumberGenerator.GetHexString(32), confirmed: true);
    }
}
