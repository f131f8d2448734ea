using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Identity.ServiceAccounts.Trust;
using Slipway.Identity.Tokens;

namespace Slipway.Identity.ServiceAccounts.Exchange;

/// <summary>A token just exchanged.</summary>
/// <param name="Secret">What it is sent as; shown this once.</param>
/// <param name="Lifetime">For how long it works.</param>
public sealed record ExchangedToken(string Secret, TimeSpan Lifetime);

/// <summary>
/// Exchanges what an outside authority vouches for, such as the token that GitHub gives to a job, for a short-lived token of a service account, if a rule of
/// that account says so. Nobody needs to be signed in: the outside token says who asks.
/// </summary>
public sealed class TokenExchangeService
{
    /// <summary>The most exchanged tokens of one account that are good at a time.</summary>
    public const int Limit = 1_000;

    private const int LongestToken = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // No symmetric ones: with those, a published key could sign.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly AccessMemory _memory;
    private readonly Issuers _issuers;
    private readonly TimeProvider _time;

    internal TokenExchangeService(IDbContextFactory<SaasDb> dbs, Tenant tenant, AccessMemory memory, Issuers issuers, TimeProvider time)
    {
        (_dbs, _tenant, _memory, _issuers, _time) = (dbs, tenant, memory, issuers, time);
    }

    /// <summary>Exchanges a token.</summary>
    /// <param name="account">As whom to act: the organization's address, a slash, and the service account's, such as acme/nightly-training.</param>
    /// <param name="subjectToken">The outside authority's token, a signed JWT.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>A token, or <see cref="Invalid"/> when it isn't exchanged. That says nothing about which organizations, accounts and rules there are.</returns>
    public async Task<Result<ExchangedToken>> ExchangeAsync(string account, string subjectToken, CancellationToken ct)
    {
        if (Read(subjectToken) is not { Subject.Length: > 0 } token)
        {
            return new Invalid("The subject token is no signed JWT. Send the one that your pipeline's authority issued, whole.");
        }

        var refused = new Invalid(
            $"No trust rule of '{account}' accepts a token from issuer '{token.Issuer}' for audience '{string.Join(", ", token.Audiences)}' about subject '{token.Subject}'. An admin of the organization sees the rules on its page 'Service accounts'.");
        if (account.Split('/') is not [var organization, var slug] || await _memory.OrganizationAsync(organization, ct) is not { } id || (_tenant.IsSet && _tenant.Id != id))
        {
            return refused;
        }

        _tenant.Enter(id);
        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await db.ServiceAccounts.AsNoTracking().SingleOrDefaultAsync(each => each.Slug == slug && each.DisabledAt == null, ct) is not { } found)
        {
            return refused;
        }

        // Before anything of the token was verified, it only chooses among rules that an administrator wrote: no other authority is asked.
        var rules = await db.TrustRules.Where(each => each.ServiceAccountId == found.Id && each.Issuer == token.Issuer).OrderBy(each => each.CreatedAt).ToListAsync(ct);
        if (rules.Find(each => token.Audiences.Contains(each.Audience, StringComparer.Ordinal) && TrustConditions.Accepts(each, token)) is not { } rule)
        {
            return refused;
        }

        var authority = await _issuers.FindAsync(rule.Issuer, ct);
        return authority.Refusal is { } unreachable ? unreachable
            : await ProblemAsync(token, rule, authority.Value, ct) is { } problem ? problem
            : await IssueAsync(db, found, rule, token, ct);
    }

    private async Task<Result<ExchangedToken>> IssueAsync(SaasDb db, ServiceAccount account, TrustRule rule, JsonWebToken token, CancellationToken ct)
    {
        var (now, lifetime) = (_time.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(rule.Minutes));
        if (await db.ApiTokens.CountAsync(each => each.OwnerId == account.Id && each.TrustRuleId != null && each.RevokedAt == null && each.ExpiresAt > now, ct) >= Limit)
        {
            return new TooManyRequests($"{Limit:N0} tokens that were exchanged for this service account are good at present, which is the most. Wait until some run out, or let the rule's tokens live shorter.", TimeSpan.FromMinutes(1));
        }

        var name = token.Subject.Length > ApiToken.NameLimit ? token.Subject[..ApiToken.NameLimit] : token.Subject;
        var (made, secret) = ApiToken.Issue(_tenant.Id, account.Id, name, null, null, false, now, now + lifetime, rule.Id);
        db.ApiTokens.Add(made);
        rule.Use(now);
        db.Record(
            new TokenExchanged(account.Slug, account.Name, rule.Name, rule.Issuer, token.Subject, made.Hint, rule.Minutes.ToString(CultureInfo.InvariantCulture)),
            _tenant.Id, null, new Principal(account.Id, account.Name) { IsServiceAccount = true }, now);
        await db.SaveChangesAsync(ct);
        return new ExchangedToken(secret, lifetime);
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return text.Length <= LongestToken ? Handler.ReadJsonWebToken(text) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<Refusal?> ProblemAsync(JsonWebToken token, TrustRule rule, IssuerKeys authority, CancellationToken ct)
    {
        if (authority.Keys.All(key => key.KeyId != token.Kid) && await _issuers.AskAgainAsync(rule.Issuer, authority, ct) is { } renewed)
        {
            authority = renewed;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        var verdict = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = authority.Keys,
            ValidIssuer = rule.Issuer,
            ValidAudience = rule.Audience,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (from, until, _, _) => until + Skew > now && (from is null || from - Skew <= now),
        });
        return verdict.IsValid ? null
            : verdict.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException ? new Invalid("The subject token has run out, or isn't good yet. Ask your pipeline's authority for a new one right before you exchange it.")
            : new Invalid($"The subject token's signature isn't one of {rule.Issuer}: it was changed, or signed with a key that the authority doesn't publish.");
    }
}

internal sealed record TokenExchanged(string Slug, string Name, string Rule, string Issuer, string TokenSubject, string Hint, string Minutes) : PlatformEvent("token.exchanged", $"service-accounts/{Slug}");
