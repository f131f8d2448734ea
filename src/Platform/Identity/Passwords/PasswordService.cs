using System.ComponentModel.DataAnnotations;
using Hangfire;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Foundation.Jobs;
using Slipway.Identity.Account;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;
using Slipway.Identity.Sessions;
using Slipway.Identity.SignIn;

namespace Slipway.Identity.Passwords;

/// <summary>Asks for a link with which a new password can be set.</summary>
public sealed record ForgotPassword([Required, EmailAddress, MaxLength(256)] string Email);

/// <summary>Sets a new password with the link that was mailed.</summary>
/// <param name="User">The account's id, from the link.</param>
/// <param name="Code">The proof, from the link.</param>
public sealed record ResetPassword(
    [Required, MaxLength(64)] string User, [Required, MaxLength(2_000)] string Code, [Required, MinLength(SignInService.PasswordLength), MaxLength(200)] string Password);

/// <summary>A new password in place of the one that is known.</summary>
public sealed record ChangePassword([Required, MaxLength(200)] string Current, [Required, MinLength(SignInService.PasswordLength), MaxLength(200)] string New);

/// <summary>Passwords: changing one, and getting a new one when it is forgotten.</summary>
public sealed class PasswordService
{
    private static readonly Invalid Stale = new("This link was used already or is older than two hours. Ask for a new one.");

    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly Self _self;
    private readonly SessionEnding _ending;
    private readonly Post _post;
    private readonly IBackgroundJobClient _jobs;

    internal PasswordService(UserManager<User> users, SignInManager<User> signIn, Self self, SessionEnding ending, Post post, IBackgroundJobClient jobs)
    {
        (_users, _signIn, _self, _ending, _post, _jobs) = (users, signIn, self, ending, post, jobs);
    }

    /// <summary>
    /// Mails a link to the address, if it is an account's. Whether it is one is looked up by a job: neither the answer nor the time that it takes tells.
    /// </summary>
    public Task<Result<Done>> ForgetAsync(ForgotPassword request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _jobs.Enqueue<MailPasswordReset>(JobQueues.Attended, job => job.RunAsync(request.Email, _post.Origin, CancellationToken.None));
        return Task.FromResult<Result<Done>>(default(Done));
    }

    /// <summary>Sets the new password, signs every browser out and lifts a lock. Whoever reads the address's mail has confirmed it, too.</summary>
    public async Task<Result<Done>> ResetAsync(ResetPassword request, CancellationToken ct)
    {
        if (await _users.FindByIdAsync(request.User) is not { } user || LinkCode.Read(request.Code) is not { } code)
        {
            return Stale;
        }

        var outcome = await _users.ResetPasswordAsync(user, code, request.Password);
        if (!outcome.Succeeded)
        {
            return outcome.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? Stale : Self.Refused(outcome);
        }

        user.ConfirmEmail();
        await _users.ResetAccessFailedCountAsync(user);
        await _users.SetLockoutEndDateAsync(user, null);
        await _ending.EndOthersAsync(_self.Db, user.Key, null, ct);
        await _self.TellAsync(user, AccountEventKind.PasswordReset, Letters.PasswordChanged(user), ct);
        return default(Done);
    }

    /// <summary>Changes the caller's password and signs all other browsers out.</summary>
    public async Task<Result<Done>> ChangeAsync(ChangePassword request, CancellationToken ct)
    {
        var proven = await _self.ProvenAsync(request.Current, ct);
        if (proven.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = proven.Value;
        var outcome = await _users.ChangePasswordAsync(user, request.Current, request.New);
        if (!outcome.Succeeded)
        {
            return Self.Refused(outcome);
        }

        await _ending.EndOthersAsync(_self.Db, user.Key, _self.SessionId, ct);
        await _self.TellAsync(user, AccountEventKind.PasswordChanged, Letters.PasswordChanged(user), ct);
        await _signIn.RefreshSignInAsync(user);
        return default(Done);
    }
}
