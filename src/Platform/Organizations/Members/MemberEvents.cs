using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Members;

internal sealed record MemberRoleChanged(Id<User> PersonId, string Person, OrganizationRole Before, OrganizationRole Role) : PlatformEvent("member.role_changed", $"people/{PersonId}");

internal sealed record MemberSuspended(Id<User> PersonId, string Person) : PlatformEvent("member.suspended", $"people/{PersonId}");

internal sealed record MemberReinstated(Id<User> PersonId, string Person) : PlatformEvent("member.reinstated", $"people/{PersonId}");

internal sealed record MemberRemoved(Id<User> PersonId, string Person, string Email, string? Heir, int TokensRevoked) : PlatformEvent("member.removed", "members");

internal sealed record MemberLeft(Id<User> PersonId, string Person, string? Heir, int TokensRevoked) : PlatformEvent("member.left", "members");

internal sealed record OwnershipTransferred(Id<User> PersonId, string Person) : PlatformEvent("organization.ownership_transferred", "members");
