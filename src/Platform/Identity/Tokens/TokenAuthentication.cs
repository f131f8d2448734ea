using System.Collections.Frozen;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Tokens;

/// <summary>Authenticates API tokens, sent as a bearer token or as the password of basic authentication (the user name is ignored).</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessMemory memory, LastUse use, TimeProvider time)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Secret(Request.Headers.Authorization.ToString()) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        var hash = new TokenHash(Convert.ToHexString(ApiToken.HashOf(secret)));
        if (await GoodAsync(hash, Context.RequestAborted) is not { } known)
        {
            return AuthenticateResult.Fail("The API token is unknown, revoked or expired. Create a new one in Slipway.");
        }

        if (Request.Path.StartsWithSegments(Foundation.Live.LiveHub.Path))
        {
            // A live connection outlives its request: it asks again and again whether the token is still good.
            Context.Features.Set<CredentialCheck>(async ct => await GoodAsync(hash, ct) is not null);
        }

        use.Note(known.Id);
        Context.Features.Set(known.Principal);
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, known.Principal.UserId.ToString())], Name);
        return AuthenticateResult.Success(new(new(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Task.CompletedTask;
    }

    private async ValueTask<KnownToken?> GoodAsync(TokenHash hash, CancellationToken ct)
    {
        var known = await memory.RememberAsync(hash, static (db, hash, ct) => ReadAsync(db, hash, ct), ct);
        return known is null || known.Principal.Token!.ExpiresAt <= time.GetUtcNow().UtcDateTime ? null : known;
    }

    private static string? Secret(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header["Basic ".Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    private static async Task<KnownToken?> ReadAsync(SaasDb db, TokenHash hash, CancellationToken ct)
    {
        var bytes = Convert.FromHexString(hash.Hex);
        var found = await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(token => token.Hash == bytes && token.RevokedAt == null)
            .Select(token => new { token.Id, token.OrganizationId, token.OwnerId, token.Permissions, token.DefaultProjectId, token.OnlyDefaultProject, token.ExpiresAt })
            .SingleOrDefaultAsync(ct);
        if (found is null || await db.Users.Where(user => user.Id == found.OwnerId.Value).Select(user => user.DisplayName).SingleOrDefaultAsync(ct) is not { } owner)
        {
            return null;
        }

        var service = await db.ServiceAccounts.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(account => account.Id == found.OwnerId)
            .Select(account => new { IsDisabled = account.DisabledAt != null }).SingleOrDefaultAsync(ct);
        if (service is { IsDisabled: true })
        {
            return null;
        }

        var named = found.Permissions?.Split(' ').Select(Permission.Find).OfType<Permission>();
        var permissions = service is null ? named?.ToFrozenSet() : ServiceAccount.Most(named);
        var only = found.OnlyDefaultProject ? found.DefaultProjectId : null;
        var scope = new TokenScope(found.OrganizationId, found.DefaultProjectId, only, permissions, found.ExpiresAt);
        return new(found.Id, new(found.OwnerId, owner, scope) { IsServiceAccount = service is not null });
    }

    private sealed record TokenHash(string Hex);

    private sealed record KnownToken(Id<ApiToken> Id, Principal Principal);
}
