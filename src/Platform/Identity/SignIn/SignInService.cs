using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;
using Slipway.Identity.Email;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;
using IdentityOutcome = Microsoft.AspNetCore.Identity.SignInResult;

namespace Slipway.Identity.SignIn;

/// <summary>Where a sign-in stands.</summary>
public enum SignInStep
{
    /// <summary>The person is in.</summary>
    Done,

    /// <summary>The password was right; a code of the authenticator app, or a recovery code, has to follow.</summary>
    Code,
}

/// <summary>Accounts and the sign-in cookie.</summary>
public sealed class SignInService
{
    public const int PasswordLength = 10;

    internal const string WrongCodeSentence = "That code isn't right, or was used already. Codes change every 30 seconds: wait for the next one, and look that your phone's clock is right.";

    internal static readonly Forbidden LockedOut = new("Too many wrong attempts. Try again in five minutes.");

    // The same for an unknown address and a wrong password: the form doesn't say who has an account.
    private static readonly Unauthenticated Wrong = new("The e-mail address or the password is wrong.");
    private static readonly Unauthenticated WrongCode = new(WrongCodeSentence);
    private static readonly Unauthenticated WrongRecoveryCode = new("That is not one of your unused recovery codes.");
    private static readonly Unauthenticated TooLate = new("The sign-in took too long. Start again with your password.");
    internal static readonly Forbidden Unconfirmed = new("Confirm your e-mail address first: open the link that was mailed to it.");

    private static readonly AlreadyExists Taken = new("There is an account with this e-mail address. Sign in instead.");

    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly EmailService _email;
    private readonly Self _self;
    private readonly MailSettings _settings;
    private readonly TimeProvider _time;

    internal SignInService(UserManager<User> users, SignInManager<User> signIn, EmailService email, Self self, MailSettings settings, TimeProvider time)
    {
        (_users, _signIn, _email, _self, _settings, _time) = (users, signIn, email, self, settings, time);
    }

    /// <summary>Whether a new account has to confirm its address before it can sign in.</summary>
    public bool RequiresConfirmation => _settings.RequiresConfirmation;

    /// <summary>Signs a person in with a cookie, or asks for the second step. Ten wrong passwords lock the account for five minutes.</summary>
    public async Task<Result<SignInStep>> SignInAsync(string email, string password)
    {
        if (await _users.FindByEmailAsync(email.Trim()) is not { } user)
        {
            // As long as it takes to try a password, so that the time doesn't say who has an account either.
            _users.PasswordHasher.VerifyHashedPassword(User.Register("", "", default), Unmatched.Value, password);
            return Wrong;
        }

        if (!await _signIn.CanSignInAsync(user))
        {
            var tried = await TryAsync(user, () => CheckAsync(user, password), Wrong);
            if (tried.Refusal is { } refusal)
            {
                return refusal;
            }

            await _email.WelcomeAsync(user, CancellationToken.None);
            return Unconfirmed;
        }

        return await TryAsync(user, () => _signIn.PasswordSignInAsync(user, password, isPersistent: true, lockoutOnFailure: true), Wrong);
    }

    /// <summary>The second step: a code of the authenticator app.</summary>
    public async Task<Result<SignInStep>> SignInWithCodeAsync(string code, CancellationToken ct)
    {
        return await WaitingAsync(ct) is { } user
            ? await TryAsync(user, () => _signIn.TwoFactorAuthenticatorSignInAsync(Bare(code), isPersistent: true, rememberClient: false), WrongCode)
            : TooLate;
    }

    /// <summary>The second step without the app: one of the recovery codes, which is used up by it.</summary>
    public async Task<Result<SignInStep>> SignInWithRecoveryCodeAsync(string code, CancellationToken ct)
    {
        if (await WaitingAsync(ct) is not { } user)
        {
            return TooLate;
        }

        var step = await TryAsync(user, () => RedeemAsync(user, code), WrongRecoveryCode);
        if (step.Refusal is null)
        {
            await _self.TellAsync(user, AccountEventKind.RecoveryCodeUsed, Letters.RecoveryCodeUsed(user, await _users.CountRecoveryCodesAsync(user)), ct);
        }

        return step;
    }

    /// <summary>Whether somebody gave the right password in this browser and owes the second step.</summary>
    public async Task<bool> OwesCodeAsync(CancellationToken ct) => await WaitingAsync(ct) is not null;

    /// <summary>Ends the browser's session.</summary>
    public Task SignOutAsync() => _signIn.SignOutAsync();

    /// <summary>Signs in whoever has just made the account, and mails the link that confirms the address.</summary>
    internal async Task WelcomeAsync(User user, CancellationToken ct)
    {
        await _email.WelcomeAsync(user, ct);
        if (!_settings.RequiresConfirmation)
        {
            await _signIn.SignInAsync(user, isPersistent: true);
        }
    }

    /// <summary>Signs in whoever has just made an account with an address that is known to be theirs.</summary>
    internal Task EnterAsync(User user) => _signIn.SignInAsync(user, isPersistent: true);

    /// <summary>Takes back an account that was just made.</summary>
    internal Task DeleteUserAsync(User user) => _users.DeleteAsync(user);

    /// <summary>Makes an account and nothing else.</summary>
    /// <param name="confirmed">Whether somebody who knows vouches for the address.</param>
    internal async Task<Result<User>> CreateUserAsync(string email, string displayName, string password, bool confirmed)
    {
        var user = User.Register(email.Trim(), displayName, _time.GetUtcNow().UtcDateTime);
        if (confirmed)
        {
            user.ConfirmEmail();
        }

        try
        {
            var outcome = await _users.CreateAsync(user, password);
            return outcome.Succeeded ? user
                : outcome.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)) ? Taken
                : Self.Refused(outcome);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            // Somebody sent the form twice: both found the address free.
            return Taken;
        }
    }

    private static readonly Lazy<string> Unmatched = new(() => new PasswordHasher<User>().HashPassword(User.Register("", "", default), Guid.NewGuid().ToString()));

    private async Task<User?> WaitingAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return await _signIn.GetTwoFactorAuthenticationUserAsync();
    }

    private async Task<Result<SignInStep>> TryAsync(User user, Func<Task<IdentityOutcome>> attempt, Refusal wrong)
    {
        var wasLocked = await _users.IsLockedOutAsync(user);
        var outcome = await attempt();
        if (outcome.Succeeded || outcome.RequiresTwoFactor)
        {
            return outcome.Succeeded ? SignInStep.Done : SignInStep.Code;
        }

        if (!await _users.IsLockedOutAsync(user))
        {
            return wrong;
        }

        if (!wasLocked)
        {
            await _self.TellAsync(user, AccountEventKind.LockedOut, Letters.LockedOut(user), CancellationToken.None);
        }

        return LockedOut;
    }

    // The framework doesn't try, or count, the password of an account that may not sign in yet.
    private async Task<IdentityOutcome> CheckAsync(User user, string password)
    {
        if (await _users.IsLockedOutAsync(user))
        {
            return IdentityOutcome.LockedOut;
        }

        if (await _users.CheckPasswordAsync(user, password))
        {
            return IdentityOutcome.Success;
        }

        await _users.AccessFailedAsync(user);
        return IdentityOutcome.Failed;
    }

    // The framework doesn't count wrong recovery codes; ours lock the account as wrong passwords do.
    private async Task<IdentityOutcome> RedeemAsync(User user, string code)
    {
        if (await _users.IsLockedOutAsync(user))
        {
            return IdentityOutcome.LockedOut;
        }

        var outcome = await _signIn.TwoFactorRecoveryCodeSignInAsync(code.Trim().ToUpperInvariant());
        if (!outcome.Succeeded)
        {
            await _users.AccessFailedAsync(user);
        }

        return outcome;
    }

    // Written by people and by apps with blanks or hyphens between groups.
    internal static string Bare(string code) => code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
