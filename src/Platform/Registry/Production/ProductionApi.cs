using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Registry.Production;

internal static class ProductionApi
{
    public static void MapProduction(this IEndpointRouteBuilder organization) =>
        organization.MapGet("/production", (ProductionService service, CancellationToken ct) => service.ListAsync(ct).ToHttp()).WithTags("Models");
}
