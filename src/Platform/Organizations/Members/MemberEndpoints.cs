using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Organizations.Members;

internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder organization)
    {
        var people = organization.MapGroup("/members").WithTags("Members");

        people.MapGet("/", (MemberService service, string? text, int? take, CancellationToken ct) => service.FindAsync(text, take, ct).ToHttp());
    }
}
