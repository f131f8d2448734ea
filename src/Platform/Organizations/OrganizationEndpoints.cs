using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Organizations;

internal static class OrganizationEndpoints
{
    public static void MapOrganizations(this IEndpointRouteBuilder api)
    {
        var organizations = api.MapGroup("/organizations").WithTags("Organizations");

        organizations.MapGet("/", (OrganizationService service, CancellationToken ct) => service.ListMineAsync(ct).ToHttp());
        organizations.MapPost("/", (OrganizationService service, CreateOrganization request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        organizations.MapGet("/{organization}", (OrganizationService service, CancellationToken ct) => service.GetAsync(ct).ToHttp());
    }
}
