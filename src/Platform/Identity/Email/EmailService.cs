using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Identity.Account;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;

namespace Slipway.Identity.Email;

/// <summary>What a mailed link says when it is opened.</summary>
/// <param name="User">The account's id.</param>
/// <param name="Email">The new address; null when the present one is confirmed.</param>
/// <param name="Code">The proof.</param>
public sealed record ConfirmEmail([Required, MaxLength(64)] string User, [MaxLength(256)] string? Email, [Required, MaxLength(2_000)] string Code);

/// <summary>Another e-mail address to sign in with.</summary>
/// <param name="Email">The new address; it is used once it is confirmed.</param>
/// <param name="Password">The account's password.</param>
public sealed record ChangeEmail([Required, EmailAddress, MaxLength(256)] string Email, [Required, MaxLength(200)] string Password);

/// <summary>The e-mail address of an account: confirmed by a link that is mailed to it, at the start and whenever it changes.</summary>
public sealed class EmailService
{
    private static readonly Invalid Stale = new("This link was used already or is older than a day. Sign in and ask for a new one under Account, E-mail.");

    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly Access _access;
    private readonly Self _self;
    private readonly Post _post;

    internal EmailService(UserManager<User> users, SignInManager<User> signIn, Access access, Self self, Post post)
    {
        (_users, _signIn, _access, _self, _post) = (users, signIn, access, self, post);
    }

    /// <summary>Mails the link that confirms the caller's address once more.</summary>
    public async Task<Result<Done>> ResendAsync(CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        return self.Refusal is { } gone ? gone
            : self.Value.EmailConfirmed ? new Conflict("Your address is confirmed already.")
            : await WelcomeAsync(self.Value, ct) ? default(Done)
            : new TooManyRequests("Three mails are on their way already. Look among the unwanted ones too, or try again in a quarter of an hour.", TimeSpan.FromMinutes(15));
    }

    /// <summary>Mails a link to a new address; the account keeps the old one until it is opened. Says the same when the address is somebody's already.</summary>
    public async Task<Result<Done>> ChangeAsync(ChangeEmail request, CancellationToken ct)
    {
        var proven = await _self.ProvenAsync(request.Password, ct);
        if (proven.Refusal is { } refusal)
        {
            return refusal;
        }

        var (user, email) = (proven.Value, request.Email.Trim());
        if (await _users.FindByEmailAsync(email) is not null || await _post.IsEnoughAsync(_self.Db, email, "email-change", ct))
        {
            return default(Done);
        }

        var code = LinkCode.Write(await _users.GenerateChangeEmailTokenAsync(user, email));
        var letter = Letters.ConfirmNewEmail(user, email, $"{_post.Origin}/confirm-email?user={user.Key}&email={Uri.EscapeDataString(email)}&code={code}");
        await _post.SendAsync(_self.Db, email, letter, ct);
        return default(Done);
    }

    /// <summary>Does what a mailed link stands for: confirms the address, or makes the new one the account's and tells the old one.</summary>
    public async Task<Result<Done>> ConfirmAsync(ConfirmEmail request, CancellationToken ct)
    {
        if (await _users.FindByIdAsync(request.User) is not { } user || LinkCode.Read(request.Code) is not { } code)
        {
            return Stale;
        }

        return request.Email is { Length: > 0 } email ? await MoveAsync(user, email, code, ct) : await ConfirmAsync(user, code, ct);
    }

    /// <summary>Mails the link that confirms an account's address; false when enough of them are on their way.</summary>
    internal async Task<bool> WelcomeAsync(User user, CancellationToken ct)
    {
        if (await _post.IsEnoughAsync(_self.Db, user.Email!, "email-confirmation", ct))
        {
            return false;
        }

        var code = LinkCode.Write(await _users.GenerateEmailConfirmationTokenAsync(user));
        await _post.SendAsync(_self.Db, user.Email!, Letters.ConfirmEmail(user, $"{_post.Origin}/confirm-email?user={user.Key}&code={code}"), ct);
        return true;
    }

    private async Task<Result<Done>> ConfirmAsync(User user, string code, CancellationToken ct)
    {
        if (user.EmailConfirmed)
        {
            return default(Done);
        }

        if (!(await _users.ConfirmEmailAsync(user, code)).Succeeded)
        {
            return Stale;
        }

        _self.Note(user.Key, AccountEventKind.EmailConfirmed);
        await _self.Db.SaveChangesAsync(ct);
        return default(Done);
    }

    private async Task<Result<Done>> MoveAsync(User user, string email, string code, CancellationToken ct)
    {
        var old = user.Email!;
        var moved = await _users.ChangeEmailAsync(user, email, code);
        if (!moved.Succeeded)
        {
            return moved.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? Stale : Self.Refused(moved);
        }

        // The name that the framework signs in by is the address, too.
        await _users.SetUserNameAsync(user, email);
        _self.Note(user.Key, AccountEventKind.EmailChanged);
        await _post.SendAsync(_self.Db, old, Letters.EmailChanged(user, email), ct);
        if (_access.IsSelf(user.Key))
        {
            await _signIn.RefreshSignInAsync(user);
        }

        return default(Done);
    }
}
