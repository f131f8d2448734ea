using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Organizations.Invitations;

internal static class InvitationEndpoints
{
    /// <summary>For those who manage people.</summary>
    public static void MapInvitations(this IEndpointRouteBuilder organization)
    {
        var invitations = organization.MapGroup("/invitations").WithTags("Invitations");

        invitations.MapGet("/", (InvitationService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        invitations.MapPost("/", (InvitationService service, Invite request, CancellationToken ct) => service.InviteAsync(request, ct).ToHttp());
        invitations.MapPost("/{invitation}/mails", (InvitationService service, Id<Invitation> invitation, CancellationToken ct) => service.SendAgainAsync(invitation, ct).ToHttp());
        invitations.MapDelete("/{invitation}", (InvitationService service, Id<Invitation> invitation, CancellationToken ct) => service.RevokeAsync(invitation, ct).ToHttp());
    }

    /// <summary>For whoever has a mailed link. Making an account hands out a cookie and is the form's own.</summary>
    public static void MapAcceptance(this IEndpointRouteBuilder api)
    {
        var invitation = api.MapGroup("/invitations/{code}").WithTags("Invitations");

        invitation.MapGet("/", (AcceptanceService service, string code, CancellationToken ct) => service.OfferAsync(code, ct).ToHttp()).AllowAnonymous();
        invitation.MapPut("/acceptance", (AcceptanceService service, string code, CancellationToken ct) => service.AcceptAsync(code, ct).ToHttp());
    }
}
