using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Roles;

internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder organization)
    {
        organization.MapGet("/roles", (RoleService service, CancellationToken ct) => service.TableAsync(ct).ToHttp()).WithTags("Roles");
        organization.MapGet("/members/{person}/access", (RoleService service, Id<User> person, string? project, CancellationToken ct) => service.AccessAsync(person, project, ct).ToHttp()).WithTags("Roles");
    }
}
