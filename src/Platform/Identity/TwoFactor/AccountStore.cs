using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.TwoFactor;

/// <summary>
/// The framework's accounts, but for the second step's secrets, which it keeps in the clear: the authenticator's key is encrypted here and recovery codes are
/// hashed. Those that are still in the clear are read, and written anew when they are used.
/// </summary>
internal sealed class AccountStore(SaasDb db, IDataProtectionProvider protection, IdentityErrorDescriber describer) : UserOnlyStore<User, SaasDb, Guid>(db, describer)
{
    // The framework's own names for the rows.
    private const string Provider = "[AspNetUserStore]";
    private const string RecoveryCodes = "RecoveryCodes";

    private const string Mark = "$1$";

    private readonly IDataProtector _protector = protection.CreateProtector("Slipway.Identity.AuthenticatorKey");

    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, Mark + _protector.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken)
    {
        var kept = await base.GetAuthenticatorKeyAsync(user, cancellationToken);
        if (kept is null)
        {
            return null;
        }

        if (!kept.StartsWith(Mark, StringComparison.Ordinal))
        {
            await SetAuthenticatorKeyAsync(user, kept, cancellationToken);
            return kept;
        }

        try
        {
            return _protector.Unprotect(kept[Mark.Length..]);
        }
        catch (CryptographicException)
        {
            // The keys of this server were lost or replaced: no code is right any more, and recovery codes are what is left.
            return null;
        }
    }

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, RecoveryCodeSet.Of(recoveryCodes), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        if (RecoveryCodeSet.Read(await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken)).Without(code) is not { } rest)
        {
            return false;
        }

        await KeepAsync(user, rest, cancellationToken);
        return true;
    }

    public override async Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) =>
        RecoveryCodeSet.Count(await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken));

    private Task KeepAsync(User user, RecoveryCodeSet codes, CancellationToken ct) => SetTokenAsync(user, Provider, RecoveryCodes, codes.Write(), ct);
}
