using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Invitations;

internal sealed record InvitationSent(string Email, OrganizationRole Role, IReadOnlyList<string> Projects) : PlatformEvent("invitation.sent", "invitations");

internal sealed record InvitationSentAgain(string Email) : PlatformEvent("invitation.sent_again", "invitations");

internal sealed record InvitationRevoked(string Email) : PlatformEvent("invitation.revoked", "invitations");

internal sealed record MemberJoined(Id<User> PersonId, string Person, OrganizationRole Role, string How) : PlatformEvent("member.joined", $"people/{PersonId}");
