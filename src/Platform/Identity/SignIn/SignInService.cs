using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;
using Slipway.Organizations;
using Slipway.Organizations.Projects;

namespace Slipway.Identity.SignIn;

/// <summary>A new account, with the organization that it founds.</summary>
public sealed record Register(
    [Required, EmailAddress, MaxLength(256)] string Email,
    [Required, MaxLength(User.NameLimit)] string DisplayName,
    [Required, MinLength(SignInService.PasswordLength), MaxLength(200)] string Password,
    [Required, MaxLength(Organization.NameLimit)] string Organization);

/// <summary>Where a new account begins.</summary>
/// <param name="Organization">The address of the organization that it founded.</param>
/// <param name="Project">The address of the first project in it.</param>
public sealed record Registered(string Organization, string Project);

/// <summary>Accounts and the sign-in cookie.</summary>
public sealed class SignInService(
    UserManager<User> users, SignInManager<User> signIn, Caller caller, OrganizationService organizations, ProjectService projects, TimeProvider time)
{
    public const int PasswordLength = 10;

    // The same for an unknown address and a wrong password: the form doesn't say who has an account.
    private static readonly Unauthenticated Wrong = new("The e-mail address or the password is wrong.");

    /// <summary>Makes an account, its organization and a first project in it, and signs in. Leaves nothing behind when a part is refused.</summary>
    public async Task<Result<Registered>> RegisterAsync(Register request, CancellationToken ct)
    {
        if (Slug.CheckOrganization(Slug.From(request.Organization)) is { } unusable)
        {
            return unusable;
        }

        var made = await CreateUserAsync(request.Email, request.DisplayName, request.Password);
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = made.Value;
        caller.Become(new(user.Key, user.DisplayName));
        var organization = await organizations.CreateAsync(new(request.Organization), ct);
        if (organization.Refusal is { } taken)
        {
            await users.DeleteAsync(user);
            return taken;
        }

        var project = await projects.CreateAsync(new("Getting started", Description: "The first project. Log a run to it, or start one of your own."), ct);
        if (project.Refusal is { } none)
        {
            return none;
        }

        await signIn.SignInAsync(user, isPersistent: true);
        return new Registered(organization.Value.Slug, project.Value.Slug);
    }

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

    /// <summary>Makes an account and nothing else; for operators and seeds.</summary>
    public async Task<Result<User>> CreateUserAsync(string email, string displayName, string password)
    {
        var user = User.Register(email.Trim(), displayName, time.GetUtcNow().UtcDateTime);
        var outcome = await users.CreateAsync(user, password);
        return outcome.Succeeded ? user
            : outcome.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateEmail) or nameof(IdentityErrorDescriber.DuplicateUserName)) ? new AlreadyExists("There is an account with this e-mail address. Sign in instead.")
            : new Invalid(string.Join(' ', outcome.Errors.Select(error => error.Description)));
    }
}
