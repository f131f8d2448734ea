using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Identity.ServiceAccounts.Trust;

/// <summary>A new trust rule.</summary>
/// <param name="Name">By what people know it.</param>
/// <param name="Issuer">The authority's address, exactly as its tokens name it, such as https://token.actions.githubusercontent.com. It has to publish its keys by OpenID Connect discovery.</param>
/// <param name="Audience">For whom the token has to be made, such as this organization's address.</param>
/// <param name="Subject">What the token's subject has to be; * stands for any text.</param>
/// <param name="Claims">What other claims have to be, by name; * stands for any text.</param>
/// <param name="Minutes">For how long the token works that it is exchanged for: 5 to 720, 60 when left out.</param>
public sealed record AddTrustRule(
    [Required, MaxLength(TrustRule.NameLimit)] string Name,
    [Required, MaxLength(TrustRule.IssuerLimit)] string Issuer,
    [Required, MaxLength(TrustRule.AudienceLimit)] string Audience,
    [Required, MaxLength(TrustRule.SubjectLimit)] string Subject,
    IReadOnlyDictionary<string, string>? Claims = null,
    [Range(5, 720)] int? Minutes = null);

/// <summary>A trust rule; see <see cref="AddTrustRule"/> for what its parts are.</summary>
/// <param name="LastUsedAt">When a token was last exchanged by it, UTC; null for never.</param>
public sealed record TrustRuleDetails(
    Id<TrustRule> Id, string Name, string Issuer, string Audience, string Subject, IReadOnlyDictionary<string, string> Claims, int Minutes, DateTime CreatedAt, DateTime? LastUsedAt);

/// <summary>Which outside programs may act as a service account, so that no secret has to be kept where they run.</summary>
public sealed class TrustRuleService
{
    /// <summary>The most rules of a service account.</summary>
    public const int Limit = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly Issuers _issuers;
    private readonly TimeProvider _time;

    internal TrustRuleService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, Issuers issuers, TimeProvider time)
    {
        (_dbs, _tenant, _access, _issuers, _time) = (dbs, tenant, access, issuers, time);
    }

    /// <summary>The rules of a service account, oldest first.</summary>
    public async Task<Result<IReadOnlyList<TrustRuleDetails>>> ListAsync(string account, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, account, ct) is not { } found)
        {
            return ServiceAccountService.NoSuchAccount;
        }

        var rules = await db.TrustRules.AsNoTracking().Where(rule => rule.ServiceAccountId == found.Id).OrderBy(rule => rule.CreatedAt).Take(Limit).ToListAsync(ct);
        return rules.ConvertAll(Details);
    }

    /// <summary>Adds a rule. Asks the authority for its keys first, so that a mistyped address is seen now and not when a pipeline fails.</summary>
    public async Task<Result<TrustRuleDetails>> AddAsync(string account, AddTrustRule request, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        if ((CheckClaims(request.Claims) ?? TrustConditions.CheckSubject(request.Issuer.Trim(), request.Subject.Trim())) is { } unusable)
        {
            return unusable;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, account, ct) is not { } found)
        {
            return ServiceAccountService.NoSuchAccount;
        }

        if (await db.TrustRules.CountAsync(rule => rule.ServiceAccountId == found.Id, ct) >= Limit)
        {
            return new Conflict($"A service account may have {Limit} trust rules, and this one does. Remove one that isn't used any more, or let one say more with *.");
        }

        if ((await _issuers.FindAsync(request.Issuer.Trim(), ct)).Refusal is { } unknown)
        {
            return unknown;
        }

        var added = db.TrustRules.Add(TrustRule.Add(_tenant.Id, found.Id, request, Now)).Entity;
        db.Record(new TrustRuleAdded(found.Slug, found.Name, added.Issuer, added.Subject), _tenant.Id, null, _access.Principal, Now);
        await db.SaveChangesAsync(ct);
        return Details(added);
    }

    /// <summary>Removes a rule, and ends the tokens that were exchanged by it.</summary>
    public async Task<Result<Done>> RemoveAsync(string account, Id<TrustRule> rule, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await db.TransactAsync<Done>(async () =>
        {
            if (await FindAsync(db, account, ct) is not { } found)
            {
                return ServiceAccountService.NoSuchAccount;
            }

            if (await db.TrustRules.SingleOrDefaultAsync(each => each.Id == rule && each.ServiceAccountId == found.Id, ct) is not { } gone)
            {
                return new NotFound("This service account has no such trust rule.");
            }

            var now = Now;
            db.TrustRules.Remove(gone);
            // Loaded, so that everybody forgets what is remembered of them.
            foreach (var token in await db.ApiTokens.Where(token => token.TrustRuleId == rule && token.RevokedAt == null && token.ExpiresAt > now).ToListAsync(ct))
            {
                token.Revoke(now);
            }

            db.Record(new TrustRuleRemoved(found.Slug, found.Name, gone.Issuer, gone.Subject), _tenant.Id, null, _access.Principal, now);
            await db.SaveChangesAsync(ct);
            return default(Done);
        }, ct);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private static Task<ServiceAccount?> FindAsync(SaasDb db, string slug, CancellationToken ct) => db.ServiceAccounts.AsNoTracking().SingleOrDefaultAsync(account => account.Slug == slug, ct);

    private static Refusal? CheckClaims(IReadOnlyDictionary<string, string>? claims) =>
        claims is null ? null
        : claims.Count > TrustRule.ClaimLimit ? new Invalid($"A rule may ask for {TrustRule.ClaimLimit} claims besides the subject.")
        : claims.Any(claim => claim.Key is not { Length: > 0 and <= TrustRule.ClaimNameLimit } || claim.Value is not { Length: > 0 and <= TrustRule.ClaimValueLimit })
            ? new Invalid($"A claim has a name of at most {TrustRule.ClaimNameLimit} characters, and a value of at most {TrustRule.ClaimValueLimit}.")
        : null;

    private static TrustRuleDetails Details(TrustRule rule) =>
        new(rule.Id, rule.Name, rule.Issuer, rule.Audience, rule.Subject, rule.ReadClaims(), rule.Minutes, rule.CreatedAt, rule.LastUsedAt);
}

internal sealed record TrustRuleAdded(string Slug, string Name, string Issuer, string SubjectPattern) : PlatformEvent("trust_rule.added", $"service-accounts/{Slug}");

internal sealed record TrustRuleRemoved(string Slug, string Name, string Issuer, string SubjectPattern) : PlatformEvent("trust_rule.removed", $"service-accounts/{Slug}");
