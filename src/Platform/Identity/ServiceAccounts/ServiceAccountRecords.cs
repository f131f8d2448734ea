using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>A new service account. The address is made from the name when it isn't given, and stays.</summary>
/// <param name="Description">What the program does.</param>
/// <param name="SeesOpenProjects">Whether it contributes to every project that is open to the organization; otherwise it sees those that it is given a role in.</param>
public sealed record CreateServiceAccount(
    [Required, MaxLength(ServiceAccount.NameLimit)] string Name,
    [MaxLength(ServiceAccount.SlugLimit)] string? Slug = null,
    [MaxLength(ServiceAccount.DescriptionLimit)] string? Description = null,
    bool SeesOpenProjects = false);

/// <summary>What is changed of a service account; all of it is replaced.</summary>
public sealed record EditServiceAccount(
    [Required, MaxLength(ServiceAccount.NameLimit)] string Name,
    [MaxLength(ServiceAccount.DescriptionLimit)] string? Description = null,
    bool SeesOpenProjects = false);

/// <summary>What a service account becomes in a project.</summary>
public sealed record GiveServiceRole([Required] ProjectRole? Role);

/// <summary>A service account in a list.</summary>
/// <param name="Slug">Its name in addresses, unique in the organization.</param>
/// <param name="Projects">In how many projects it was given a role.</param>
/// <param name="Tokens">How many of its own tokens are good.</param>
/// <param name="Rules">How many trust rules let outside programs act as it.</param>
/// <param name="LastUsedAt">When one of its tokens was last used, UTC; null for never.</param>
/// <param name="DisabledAt">Since when none of its tokens works, UTC; null while they do.</param>
public sealed record ServiceAccountSummary(
    Id<User> Id, string Slug, string Name, string Description, bool SeesOpenProjects, int Projects, int Tokens, int Rules, DateTime? LastUsedAt, DateTime? DisabledAt);

/// <summary>A role that a service account was given in a project.</summary>
public sealed record ServiceProject(string Slug, string Name, ProjectRole Role);

/// <summary>A service account with what it was given.</summary>
/// <param name="Projects">Where it has a role, by name; those that the asker sees.</param>
/// <param name="CreatedBy">Who made it, as they are called now; null when their account is gone.</param>
/// <param name="Borrowed">How many tokens that outside programs exchanged their credentials for are good now.</param>
public sealed record ServiceAccountDetails(ServiceAccountSummary Account, IReadOnlyList<ServiceProject> Projects, string? CreatedBy, DateTime CreatedAt, int Borrowed);

internal sealed record ServiceAccountCreated(string Slug, string Name) : PlatformEvent("service_account.created", $"service-accounts/{Slug}");

internal sealed record ServiceAccountEdited(string Slug, string Name, bool SeesOpenProjects) : PlatformEvent("service_account.edited", $"service-accounts/{Slug}");

internal sealed record ServiceAccountDisabled(string Slug, string Name) : PlatformEvent("service_account.disabled", $"service-accounts/{Slug}");

internal sealed record ServiceAccountEnabled(string Slug, string Name) : PlatformEvent("service_account.enabled", $"service-accounts/{Slug}");

internal sealed record ServiceAccountDeleted(string Slug, string Name, int TokensRevoked) : PlatformEvent("service_account.deleted", "service-accounts");

internal sealed record ServiceRoleGiven(string Slug, string Name, string Project, ProjectRole Role) : PlatformEvent("service_account.role_given", $"service-accounts/{Slug}");

internal sealed record ServiceRoleTaken(string Slug, string Name, string Project, ProjectRole Role) : PlatformEvent("service_account.role_taken", $"service-accounts/{Slug}");
