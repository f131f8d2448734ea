using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Invitations;

/// <summary>A role in a project that invited people get.</summary>
/// <param name="Project">The project's address.</param>
public sealed record InvitedTo([Required, MaxLength(Project.SlugLimit)] string Project, ProjectRole Role = ProjectRole.Viewer);

/// <summary>Invites people by their e-mail addresses: all of them, or nobody when one can't be invited.</summary>
/// <param name="Emails">Up to <see cref="InvitationService.MostAtOnce"/>.</param>
/// <param name="Role">What they become; nobody becomes an owner by an invitation.</param>
/// <param name="Projects">Roles in projects. Guests see nothing else, so they need one.</param>
/// <param name="Days">How long the mailed link is good.</param>
public sealed record Invite(
    [Required, MinLength(1), MaxLength(InvitationService.MostAtOnce)] IReadOnlyList<string> Emails,
    OrganizationRole Role = OrganizationRole.Member,
    [MaxLength(InvitationService.MostProjects)] IReadOnlyList<InvitedTo>? Projects = null,
    [Range(1, 30)] int Days = 7);

/// <summary>An invitation that waits for its answer.</summary>
/// <param name="Inviter">Who sent it.</param>
/// <param name="Projects">The projects that come with it, by address.</param>
/// <param name="IsExpired">Whether its link doesn't work any more; sent again, it does.</param>
public sealed record InvitationDetails(
    Id<Invitation> Id, string Email, OrganizationRole Role, IReadOnlyList<InvitedTo> Projects, string Inviter, DateTime SentAt, DateTime ExpiresAt, bool IsExpired);

/// <summary>An address that can't be invited.</summary>
/// <param name="Why">The reason, as a sentence.</param>
public sealed record AddressRefusal(string Email, string Why);

/// <summary>Some addresses can't be invited, so nobody was.</summary>
public sealed record AddressesRefused(IReadOnlyList<AddressRefusal> Addresses) : Invalid($"{string.Join(" ", Addresses.Select(address => address.Why))} Nobody was invited.");

/// <summary>What an invitation's link leads to.</summary>
/// <param name="Slug">The organization's address.</param>
/// <param name="Email">The address that was invited.</param>
/// <param name="HasAccount">Whether there is an account with it, which has to sign in.</param>
/// <param name="IsAccepted">Whether it was accepted already.</param>
public sealed record InvitationOffer(string Organization, string Slug, string Inviter, string Email, OrganizationRole Role, IReadOnlyList<string> Projects, DateTime ExpiresAt, bool HasAccount, bool IsAccepted);

/// <summary>A new account by an invitation's link, whose address needs no further proof.</summary>
public sealed record RegisterInvited(
    [Required, MaxLength(User.NameLimit)] string DisplayName,
    [Required, MinLength(Identity.SignIn.SignInService.PasswordLength), MaxLength(200)] string Password);

/// <summary>Where somebody came in.</summary>
/// <param name="Organization">The organization's address.</param>
public sealed record Joined(string Organization);
