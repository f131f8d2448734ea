using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Identity.SignIn;
using Slipway.Organizations.Projects;

namespace Slipway.Organizations.Registration;

/// <summary>A new account, with the organization that it founds.</summary>
public sealed record Register(
    [Required, EmailAddress, MaxLength(256)] string Email,
    [Required, MaxLength(User.NameLimit)] string DisplayName,
    [Required, MinLength(SignInService.PasswordLength), MaxLength(200)] string Password,
    [Required, MaxLength(Foundation.Tenancy.Organization.NameLimit)] string Organization);

/// <summary>Where a new account begins.</summary>
/// <param name="Organization">The address of the organization that it founded.</param>
/// <param name="Project">The address of the first project in it.</param>
/// <param name="IsSignedIn">False where the e-mail address has to be confirmed first.</param>
public sealed record Registered(string Organization, string Project, bool IsSignedIn);

/// <summary>How somebody unknown becomes the owner of an organization of their own.</summary>
public sealed class RegistrationService(SignInService accounts, Caller caller, OrganizationService organizations, ProjectService projects)
{
    /// <summary>Makes an account, its organization and a first project in it, mails the link that confirms the address, and signs in. Leaves no account behind when the organization is refused.</summary>
    public async Task<Result<Registered>> RegisterAsync(Register request, CancellationToken ct)
    {
        if (Slug.CheckOrganization(Slug.From(request.Organization)) is { } unusable)
        {
            return unusable;
        }

        var made = await accounts.CreateUserAsync(request.Email, request.DisplayName, request.Password, confirmed: false);
        if (made.Refusal is { } refusal)
        {
            return refusal;
        }

        var user = made.Value;
        caller.Become(new(user.Key, user.DisplayName));
        var organization = await organizations.CreateAsync(new(request.Organization), ct);
        if (organization.Refusal is { } taken)
        {
            await accounts.DeleteUserAsync(user);
            return taken;
        }

        var project = await projects.CreateAsync(new("Getting started", Description: "The first project. Log a run to it, or start one of your own."), ct);
        if (project.Refusal is { } none)
        {
            return none;
        }

        await accounts.WelcomeAsync(user, ct);
        return new Registered(organization.Value.Slug, project.Value.Slug, !accounts.RequiresConfirmation);
    }
}
