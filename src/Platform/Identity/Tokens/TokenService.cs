using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Identity.Tokens;

/// <summary>What a new token is for.</summary>
/// <param name="Name">By what its owner will know it.</param>
/// <param name="Permissions">Names of the permissions it is limited to; null for everything that the owner may.</param>
/// <param name="Project">The address of the project that the bare host's MLflow address stands for.</param>
/// <param name="OnlyProject">Whether it works in no other project than <paramref name="Project"/>.</param>
/// <param name="ExpiresInDays">Days until it stops working; null for never.</param>
public sealed record CreateToken(
    [Required, MaxLength(ApiToken.NameLimit)] string Name,
    IReadOnlyList<string>? Permissions = null,
    string? Project = null,
    bool OnlyProject = false,
    [Range(1, 3_650)] int? ExpiresInDays = null);

/// <summary>A token as lists show it; its secret is nowhere.</summary>
/// <param name="Hint">The secret's last four characters.</param>
public sealed record TokenDetails(
    Id<ApiToken> Id, string Name, string Hint, IReadOnlyList<string>? Permissions, string? Project, bool OnlyProject, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt, DateTime? LastUsedAt);

/// <summary>A token just made. <paramref name="Secret"/> is shown this once.</summary>
public sealed record NewToken(TokenDetails Token, string Secret);

/// <summary>A person's own API tokens in an organization: made, listed, revoked.</summary>
public sealed class TokenService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, TimeProvider time)
{
    /// <summary>The most good tokens that a person has in an organization.</summary>
    public const int Limit = 200;

    /// <summary>Makes a token for the caller. It can never do more than the caller, nor more or longer than the token it was made with.</summary>
    public async Task<Result<NewToken>> CreateAsync(CreateToken request, CancellationToken ct) =>
        await access.RequireAsync(Permission.TokensCreate, ct) is { } refusal ? refusal : await CreateAsync(request, new(access.Principal.UserId, null), ct);

    /// <summary>The caller's tokens here, newest first, revoked ones included.</summary>
    public async Task<Result<IReadOnlyList<TokenDetails>>> ListAsync(CancellationToken ct) =>
        await access.RequireAsync(Permission.TokensCreate, ct) is { } refusal ? refusal : await ListAsync(access.Principal.UserId, ct);

    /// <summary>Ends a token at once. Revoking it again is harmless.</summary>
    public async Task<Result<Done>> RevokeAsync(Id<ApiToken> id, CancellationToken ct) =>
        await access.RequireAsync(Permission.TokensCreate, ct) is { } refusal ? refusal : await RevokeAsync(id, new(access.Principal.UserId, null), ct);

    /// <summary>Makes a token for whom the caller may make one; asked before.</summary>
    internal async Task<Result<NewToken>> CreateAsync(CreateToken request, TokenOwner owner, CancellationToken ct)
    {
        if (Scope(request.Permissions, out var permissions) is { } unknown)
        {
            return unknown;
        }

        if (request.OnlyProject && request.Project is null)
        {
            return new Invalid("Name the project that the token shall be limited to.");
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await access.SightAsync(ct);
        Id<Project>? project = null;
        if (request.Project is { Length: > 0 } slug)
        {
            project = await db.Projects.VisibleTo(sight).Where(p => p.Slug == slug).Select(p => (Id<Project>?)p.Id).SingleOrDefaultAsync(ct);
            if (project is null)
            {
                return new NotFound($"There is no project '{slug}' in this organization, or you have no access to it.");
            }
        }

        var now = time.GetUtcNow().UtcDateTime;
        var end = access.Principal.Token?.ExpiresAt;
        var expires = request.ExpiresInDays is { } days ? now.AddDays(days) : end;
        if (expires > end)
        {
            return new Forbidden("The token that you use expires before that, and can't make one that outlives it. Leave out the days, or sign in.");
        }

        if (await CountGoodAsync(db, owner.Id, now, ct) >= Limit)
        {
            return new Conflict($"There are {Limit} such tokens already. Revoke those that are no longer used.");
        }

        var (made, secret) = ApiToken.Issue(tenant.Id, owner.Id, request.Name, permissions, project, request.OnlyProject, now, expires);
        db.ApiTokens.Add(made);
        db.Record(new TokenCreated(made.Name, made.Hint, owner.ServiceAccount), tenant.Id, project, access.Principal, now);
        await db.SaveChangesAsync(ct);
        return new NewToken(Details(made, request.Project), secret);
    }

    /// <summary>Somebody's tokens, newest first, without those that credentials of another authority were exchanged for; asked before.</summary>
    internal async Task<Result<IReadOnlyList<TokenDetails>>> ListAsync(Id<User> owner, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var tokens = await db.ApiTokens.Where(token => token.OwnerId == owner && token.TrustRuleId == null).OrderByDescending(token => token.CreatedAt).Take(2 * Limit).ToListAsync(ct);
        var projects = await db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).Select(project => new { project.Id, project.Slug }).ToDictionaryAsync(project => project.Id, project => project.Slug, ct);
        return tokens.Select(token => Details(token, token.DefaultProjectId is { } id ? projects.GetValueOrDefault(id) : null)).ToList();
    }

    /// <summary>Ends one of somebody's tokens; asked before.</summary>
    internal async Task<Result<Done>> RevokeAsync(Id<ApiToken> id, TokenOwner owner, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.ApiTokens.SingleOrDefaultAsync(token => token.Id == id && token.OwnerId == owner.Id, ct) is not { } found)
        {
            return new NotFound(owner.ServiceAccount is null ? "There is no such token among yours." : "This service account has no such token.");
        }

        if (found.RevokedAt is null)
        {
            var now = time.GetUtcNow().UtcDateTime;
            found.Revoke(now);
            db.Record(new TokenRevoked(found.Name, found.Hint, owner.ServiceAccount), tenant.Id, found.DefaultProjectId, access.Principal, now);
            await db.SaveChangesAsync(ct);
        }

        return default(Done);
    }

    /// <summary>Ends all of somebody's tokens in the organization, in the transaction of whoever ends their membership; answers how many were good until then.</summary>
    internal static Task<int> RevokeAllAsync(SaasDb db, Id<User> owner, DateTime now, CancellationToken ct) =>
        Good(db, owner, now).ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct);

    /// <summary>Ends the tokens that work in one project alone, in the transaction that lets go of it for good.</summary>
    internal static Task<int> RevokeOfProjectAsync(SaasDb db, Id<Project> project, DateTime now, CancellationToken ct) =>
        db.ApiTokens.Where(token => token.DefaultProjectId == project && token.OnlyDefaultProject && token.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct);

    /// <summary>How many good tokens that were made for somebody they have in the organization.</summary>
    internal static Task<int> CountGoodAsync(SaasDb db, Id<User> owner, DateTime now, CancellationToken ct) => Good(db, owner, now).CountAsync(token => token.TrustRuleId == null, ct);

    private static IQueryable<ApiToken> Good(SaasDb db, Id<User> owner, DateTime now) =>
        db.ApiTokens.Where(token => token.OwnerId == owner && token.RevokedAt == null && (token.ExpiresAt == null || token.ExpiresAt > now));

    private Refusal? Scope(IReadOnlyList<string>? names, out IReadOnlyCollection<Permission>? permissions)
    {
        var limit = access.Principal.Token?.Permissions;
        permissions = names is null ? limit : names.Select(Permission.Find).OfType<Permission>().ToHashSet();
        return names is null ? null
            : names.Count == 0 ? new Invalid("Name at least one permission, or leave them out for everything that you may do.")
            : names.FirstOrDefault(name => Permission.Find(name) is null) is { } unknown ? new Invalid($"There is no permission '{unknown}'. Known are: {string.Join(", ", Permission.All)}.")
            : limit is not null && permissions!.FirstOrDefault(permission => !limit.Contains(permission)) is { } beyond ? new Forbidden($"The token that you use lacks {beyond.Name}, so it can't make one that has it.")
            : null;
    }

    private static TokenDetails Details(ApiToken token, string? project) => new(
        token.Id, token.Name, token.Hint, token.Permissions?.Split(' '), project, token.OnlyDefaultProject, token.CreatedAt, token.ExpiresAt, token.RevokedAt, token.LastUsedAt);
}

/// <summary>Whose token it is.</summary>
/// <param name="ServiceAccount">The address of the service account; null for a person.</param>
internal sealed record TokenOwner(Id<User> Id, string? ServiceAccount);

internal sealed record TokenCreated(string Name, string Hint, string? ServiceAccount) : PlatformEvent("token.created", "tokens");

internal sealed record TokenRevoked(string Name, string Hint, string? ServiceAccount) : PlatformEvent("token.revoked", "tokens");
