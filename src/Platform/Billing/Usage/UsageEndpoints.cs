using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Billing.Usage;

internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder organization) =>
        organization.MapGet("/usage", (UsageService service, int? days, CancellationToken ct) => service.GetAsync(days, ct).ToHttp()).WithTags("Usage");
}
