using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Tokens;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>The tokens of service accounts: made, listed and revoked by whoever manages the accounts.</summary>
public sealed class ServiceTokenService(IDbContextFactory<SaasDb> dbs, Access access, TokenService tokens)
{
    /// <summary>Makes a token with which a program acts as the service account. What is a person's alone can't be among its permissions.</summary>
    public async Task<Result<NewToken>> CreateAsync(string account, CreateToken request, CancellationToken ct)
    {
        var owner = await OwnerAsync(account, ct);
        return owner.Refusal is { } refusal ? refusal
            : request.Permissions?.Select(Permission.Find).OfType<Permission>().FirstOrDefault(ServiceAccount.IsOfPeople) is { } personal
                ? new Invalid($"A service account can't have the permission {personal.Name} ({personal.Description.ToLowerInvariant()}): that is for people. Leave it out.")
            : await tokens.CreateAsync(request, owner.Value, ct);
    }

    /// <summary>The service account's tokens, newest first, revoked ones included; those that were exchanged for outside credentials are not among them.</summary>
    public async Task<Result<IReadOnlyList<TokenDetails>>> ListAsync(string account, CancellationToken ct)
    {
        var owner = await OwnerAsync(account, ct);
        return owner.Refusal is { } refusal ? refusal : await tokens.ListAsync(owner.Value.Id, ct);
    }

    /// <summary>Ends a token at once. Revoking it again is harmless.</summary>
    public async Task<Result<Done>> RevokeAsync(string account, Id<ApiToken> id, CancellationToken ct)
    {
        var owner = await OwnerAsync(account, ct);
        return owner.Refusal is { } refusal ? refusal : await tokens.RevokeAsync(id, owner.Value, ct);
    }

    private async Task<Result<TokenOwner>> OwnerAsync(string slug, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.ServiceAccounts.Where(account => account.Slug == slug).Select(account => (Id<User>?)account.Id).SingleOrDefaultAsync(ct) is { } id
            ? new TokenOwner(id, slug)
            : ServiceAccountService.NoSuchAccount;
    }
}
