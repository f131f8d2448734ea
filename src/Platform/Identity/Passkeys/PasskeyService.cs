using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Identity.Account;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;

namespace Slipway.Identity.Passkeys;

/// <summary>A passkey as lists show it.</summary>
/// <param name="Id">The credential's id, in base64url.</param>
/// <param name="IsBackedUp">Whether its keeper copies it to the person's other devices.</param>
public sealed record PasskeyDetails(string Id, string Name, bool IsBackedUp, DateTime CreatedAt);

/// <summary>What the browser answered to <see cref="PasskeyService.CreationOptionsAsync"/>.</summary>
/// <param name="Credential">The new credential, as JSON.</param>
/// <param name="Name">By what its owner will know it.</param>
/// <param name="Password">Not needed within ten minutes of signing in.</param>
public sealed record AddPasskey([Required, MaxLength(20_000)] string Credential, [Required, MaxLength(PasskeyService.NameLimit)] string Name, [MaxLength(200)] string? Password = null);

/// <summary>Another name for a passkey.</summary>
public sealed record RenamePasskey([Required, MaxLength(2_000)] string Id, [Required, MaxLength(PasskeyService.NameLimit)] string Name);

/// <summary>Passkeys: signing in with a device's own lock, without password and second step.</summary>
public sealed class PasskeyService
{
    public const int NameLimit = 80;

    /// <summary>The most passkeys of one person.</summary>
    public const int Limit = 20;

    private static readonly Invalid Unreadable = new("The passkey could not be taken. Start again.");
    private static readonly Unauthenticated Unknown = new("This passkey isn't known here, or the sign-in took too long. Try again, or use your password.");
    private static readonly NotFound Gone = new("There is no such passkey among yours.");

    private readonly UserManager<User> _users;
    private readonly SignInManager<User> _signIn;
    private readonly Self _self;

    internal PasskeyService(UserManager<User> users, SignInManager<User> signIn, Self self) => (_users, _signIn, _self) = (users, signIn, self);

    /// <summary>What the browser needs to sign somebody in, as JSON. Says nothing about who has an account.</summary>
    public Task<string> RequestOptionsAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return _signIn.MakePasskeyRequestOptionsAsync(null);
    }

    /// <summary>Signs in whoever the passkey belongs to. The device has asked for its own lock, so no second step follows, and wrong passwords of strangers don't keep its owner out.</summary>
    public async Task<Result<Done>> SignInAsync(string credential, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (string.IsNullOrWhiteSpace(credential))
        {
            return Unknown;
        }

        PasskeyAssertionResult<User> assertion;
        try
        {
            assertion = await _signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // The browser never asked for the options, or its cookie with the challenge is gone.
            return Unknown;
        }

        if (!assertion.Succeeded || !(await _users.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey)).Succeeded)
        {
            return Unknown;
        }

        if (!await _signIn.CanSignInAsync(assertion.User))
        {
            return SignIn.SignInService.Unconfirmed;
        }

        await _signIn.SignInAsync(assertion.User, isPersistent: true, "passkey");
        return default(Done);
    }

    /// <summary>What the browser needs to make a passkey for the caller, as JSON.</summary>
    public async Task<Result<string>> CreationOptionsAsync(CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = self.Value;
        return await _signIn.MakePasskeyCreationOptionsAsync(new() { Id = user.Key.ToString(), Name = user.Email!, DisplayName = user.DisplayName });
    }

    /// <summary>Adds the passkey that the browser made, and tells its owner by mail.</summary>
    public async Task<Result<Done>> AddAsync(AddPasskey request, CancellationToken ct)
    {
        var self = await _self.PresentAsync(request.Password, ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = self.Value;
        if ((await _users.GetPasskeysAsync(user)).Count >= Limit)
        {
            return new Conflict($"You have {Limit} passkeys already. Remove those that you no longer use.");
        }

        if (string.IsNullOrWhiteSpace(request.Credential))
        {
            return Unreadable;
        }

        PasskeyAttestationResult made;
        try
        {
            made = await _signIn.PerformPasskeyAttestationAsync(request.Credential);
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }

        // The browser could have been asked for somebody who signed in here before.
        if (!made.Succeeded || made.UserEntity.Id != user.Key.ToString())
        {
            return Unreadable;
        }

        made.Passkey.Name = request.Name.Trim();
        var added = await _users.AddOrUpdatePasskeyAsync(user, made.Passkey);
        if (!added.Succeeded)
        {
            return Self.Refused(added);
        }

        await _self.TellAsync(user, AccountEventKind.PasskeyAdded, Letters.PasskeyAdded(user, made.Passkey.Name), ct);
        return default(Done);
    }

    /// <summary>The caller's passkeys, oldest first.</summary>
    public async Task<Result<IReadOnlyList<PasskeyDetails>>> ListAsync(CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        return self.Refusal is { } refusal ? refusal
            : (await _users.GetPasskeysAsync(self.Value)).OrderBy(passkey => passkey.CreatedAt)
                .Select(passkey => new PasskeyDetails(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.IsBackedUp, passkey.CreatedAt.UtcDateTime)).ToList();
    }

    /// <summary>Calls a passkey something else.</summary>
    public async Task<Result<Done>> RenameAsync(RenamePasskey request, CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        if (Read(request.Id) is not { } id || await _users.GetPasskeyAsync(self.Value, id) is not { } passkey)
        {
            return Gone;
        }

        passkey.Name = request.Name.Trim();
        var renamed = await _users.AddOrUpdatePasskeyAsync(self.Value, passkey);
        return renamed.Succeeded ? default(Done) : Self.Refused(renamed);
    }

    /// <summary>Removes a passkey: whoever holds it can't sign in with it any more.</summary>
    public async Task<Result<Done>> RemoveAsync(string id, CancellationToken ct)
    {
        var self = await _self.InPersonAsync(ct);
        if (self.Refusal is { } refusal)
        {
            return refusal;
        }

        if (Read(id) is not { } credential || await _users.GetPasskeyAsync(self.Value, credential) is null)
        {
            return Gone;
        }

        await _users.RemovePasskeyAsync(self.Value, credential);
        _self.Note(self.Value.Key, AccountEventKind.PasskeyRemoved);
        await _self.Db.SaveChangesAsync(ct);
        return default(Done);
    }

    private static byte[]? Read(string id) => Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;
}
