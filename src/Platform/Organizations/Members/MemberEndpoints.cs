using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Members;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder organization)
    {
        var people = organization.MapGroup("/members").WithTags("Members");

        people.MapGet("/", (MemberService service, string? text, int? take, CancellationToken ct) => service.FindAsync(text, take, ct).ToHttp());
        people.MapGet("/roster", (RosterService service, string? text, string? role, bool? suspended, int? skip, int? take, CancellationToken ct) => ListAsync(service, text, role, suspended, skip, take, ct).ToHttp());
        people.MapGet("/{person}/holdings", (RosterService service, Id<User> person, CancellationToken ct) => service.HoldingsAsync(person, ct).ToHttp());
        people.MapPatch("/{person}", (MembershipService service, Id<User> person, ChangeMember request, CancellationToken ct) => service.ChangeAsync(person, request, ct).ToHttp());
        people.MapPut("/{person}/suspension", (MembershipService service, Id<User> person, CancellationToken ct) => service.SuspendAsync(person, ct).ToHttp());
        people.MapDelete("/{person}/suspension", (MembershipService service, Id<User> person, CancellationToken ct) => service.ReinstateAsync(person, ct).ToHttp());
        people.MapDelete("/{person}", (MembershipService service, Id<User> person, Id<User>? heir, CancellationToken ct) => service.RemoveAsync(person, heir, ct).ToHttp());

        organization.MapGet("/membership/holdings", (RosterService service, CancellationToken ct) => service.MineAsync(ct).ToHttp()).WithTags("Members");
        organization.MapDelete("/membership", (MembershipService service, Id<User>? heir, CancellationToken ct) => service.LeaveAsync(heir, ct).ToHttp()).WithTags("Members");
        organization.MapPut("/ownership", (MembershipService service, TransferOwnership request, CancellationToken ct) => service.TransferAsync(request, ct).ToHttp()).WithTags("Members");
    }

    // Queries spell roles as JSON does, which the framework's own reading of them doesn't know.
    private static async Task<Result<Roster>> ListAsync(RosterService service, string? text, string? role, bool? suspended, int? skip, int? take, CancellationToken ct)
    {
        OrganizationRole only = default;
        return role is not null && !Enum.TryParse(role, ignoreCase: true, out only)
            ? new Invalid("A role is 'guest', 'member', 'billing', 'admin' or 'owner'.")
            : await service.ListAsync(new(text, role is null ? null : only, suspended, skip ?? 0, take ?? 100), ct);
    }
}
