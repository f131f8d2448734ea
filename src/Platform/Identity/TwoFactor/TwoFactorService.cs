using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Identity.Account;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;
using Slipway.Identity.SignIn;

namespace Slipway.Identity.TwoFactor;

/// <summary>Whether signing in takes a second step.</summary>
/// <param name="CodesLeft">How many recovery codes are unused.</param>
public sealed record TwoFactorStatus(bool IsOn, int CodesLeft);

/// <summary>What an authenticator app has to be told.</summary>
/// <param name="Key">The shared secret, in groups of four, for typing.</param>
/// <param name="Address">The same as an address, for a phone that the page is open on.</param>
/// <param name="Svg">The same as a square code, for a camera.</param>
public sealed record TwoFactorSetup(string Key, string Address, string Svg);

/// <summary>Turns two-step sign-in on.</summary>
/// <param name="Code">The app's present code, which shows that it was told the secret.</param>
/// <param name="Password">Not needed within ten minutes of signing in.</param>
public sealed record EnableTwoFactor([Required, MaxLength(20)] string Code, [MaxLength(200)] string? Password = null);

/// <summary>The account's password, before something that weakens or replaces how one signs in.</summary>
public sealed record ProvePassword([Required, MaxLength(200)] string Password);

/// <summary>Codes that each stand in for the app once; shown this once.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>Two-step sign-in: a code from an authenticator app after the password, and recovery codes for when the phone is gone.</summary>
public sealed class TwoFactorService
{
    /// <summary>How many recovery codes are made at a time.</summary>
    public const int Codes = 10;

    private static readonly Conflict Off = new("Two-step sign-in is off. Turn it on first.");

    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly IUserAuthenticatorKeyStore<User> _keys;
    private readonly Self _self;

    internal TwoFactorService(UserManager<User> users, SignInManager<User> signIn, IUserStore<User> store, Self self) =>
        (_users, _signIn, _keys, _self) = (users, signIn, (IUserAuthenticatorKeyStore<User>)store, self);

    /// <summary>Whether it is on.</summary>
    public async Task<Result<TwoFactorStatus>> StatusAsync(CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        return self.Refusal is { } refusal ? refusal : new TwoFactorStatus(self.Value.TwoFactorEnabled, await _users.CountRecoveryCodesAsync(self.Value));
    }

    /// <summary>What to tell the app. The secret stays the same until it is turned on, so that the page can be loaded again.</summary>
    public async Task<Result<TwoFactorSetup>> SetUpAsync(CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = self.Value;
        if (user.TwoFactorEnabled)
        {
            return new Conflict("Two-step sign-in is on already. Turn it off first to use another app.");
        }

        if (await _users.GetAuthenticatorKeyAsync(user) is not { } key)
        {
            // Not by ResetAuthenticatorKeyAsync, which ends other sessions and mailed links: nothing about signing in changes yet.
            key = _users.GenerateNewAuthenticatorKey();
            await _keys.SetAuthenticatorKeyAsync(user, key, ct);
            var kept = await _users.UpdateAsync(user);
            if (!kept.Succeeded)
            {
                return Self.Refused(kept);
            }
        }

        var address = $"otpauth://totp/Slipway:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer=Slipway&digits=6";
        return new TwoFactorSetup(string.Join(' ', key.Chunk(4).Select(group => new string(group))), address, QrCode.Draw(address, "Code for your authenticator app"));
    }

    /// <summary>Turns it on, once the app shows the right code.</summary>
    public async Task<Result<RecoveryCodes>> EnableAsync(EnableTwoFactor request, CancellationToken ct)
    {
        var self = await _self.PresentAsync(request.Password, ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = self.Value;
        if (!await _users.VerifyTwoFactorTokenAsync(user, _users.Options.Tokens.AuthenticatorTokenProvider, SignInService.Bare(request.Code)))
        {
            return new Invalid(SignInService.WrongCodeSentence);
        }

        await _users.SetTwoFactorEnabledAsync(user, true);
        var codes = await _users.GenerateNewTwoFactorRecoveryCodesAsync(user, Codes);
        await _self.TellAsync(user, AccountEventKind.TwoFactorOn, Letters.TwoFactorChanged(user, isOn: true), ct);
        await _signIn.RefreshSignInAsync(user);
        return new RecoveryCodes([.. codes!]);
    }

    /// <summary>Turns it off and forgets the secret.</summary>
    public async Task<Result<Done>> DisableAsync(ProvePassword request, CancellationToken ct)
    {
        var proven = await _self.ProvenAsync(request.Password, ct);
        if (proven.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = proven.Value;
        if (!user.TwoFactorEnabled)
        {
            return Off;
        }

        await _users.SetTwoFactorEnabledAsync(user, false);
        await _users.ResetAuthenticatorKeyAsync(user);
        await _users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
        await _self.TellAsync(user, AccountEventKind.TwoFactorOff, Letters.TwoFactorChanged(user, isOn: false), ct);
        await _signIn.RefreshSignInAsync(user);
        return default(Done);
    }

    /// <summary>Makes new recovery codes; the old ones stop working.</summary>
    public async Task<Result<RecoveryCodes>> RenewCodesAsync(ProvePassword request, CancellationToken ct)
    {
        var proven = await _self.ProvenAsync(request.Password, ct);
        if (proven.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!proven.Value.TwoFactorEnabled)
        {
            return Off;
        }

        var codes = await _users.GenerateNewTwoFactorRecoveryCodesAsync(proven.Value, Codes);
        _self.Note(proven.Value.Key, AccountEventKind.RecoveryCodesMade);
        await _self.Db.SaveChangesAsync(ct);
        return new RecoveryCodes([.. codes!]);
    }
}
