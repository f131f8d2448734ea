using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;

namespace Slipway.Identity.SignIn;

/// <summary>Accounts and the sign-in cookie.</summary>
public sealed class SignInService(UserManager<User> users, SignInManager<User> signIn, TimeProvider time)
{
    public const int PasswordLength = 10;

    // The same for an unknown address and a wrong password: the form doesn't say who has an account.
    private static readonly Unauthenticated Wrong = new("The e-mail address or the password is wrong.");

    /// <summary>Signs a person in with a cookie. Ten wrong passwords lock the account for five minutes.</summary>
    public async Task<Result<Done>> SignInAsync(string email, string password)
    {
        if (await users.FindByEmailAsync(email.Trim()) is not { } user)
        {
            return Wrong;
        }

        var outcome = await signIn.PasswordSignInAsync(user, password, isPersistent: true, lockoutOnFailure: true);
        return outcome.Succeeded ? default(Done)
            : outcome.IsLockedOut ? new Forbidden("Too many wrong passwords. Try again in five minutes.")
            : Wrong;
    }

    /// <summary>Ends the browser's session.</summary>
    public Task SignOutAsync() => signIn.SignOutAsync();

    /// <summary>Signs in whoever has just made the account.</summary>
    internal Task SignInAsync(User user) => signIn.SignInAsync(user, isPersistent: true);

    /// <summary>Takes back an account that was just made.</summary>
    internal Task DeleteUserAsync(User user) => users.DeleteAsync(user);

    /// <summary>Makes an account and nothing else.</summary>
    internal async Task<Result<User>> CreateUserAsync(string email, string displayName, string password)
    {
        var user = User.Register(email.Trim(), displayName, time.GetUtcNow().UtcDateTime);
        var outcome = await users.CreateAsync(user, password);
        return outcome.Succeeded ? user
            : outcome.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)) ? new AlreadyExists("There is an account with this e-mail address. Sign in instead.")
            : new Invalid(string.Join(' ', outcome.Errors.Select(error => error.Description)));
    }
}
