using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Overview;

internal static class OverviewEndpoints
{
    public static void MapOverview(this IEndpointRouteBuilder organization) =>
        organization.MapGet("/projects/{project}/overview", (OverviewService service, KnownProject at, string? metric, bool? lowerIsBetter, CancellationToken ct) =>
            service.GetAsync(at, MetricGoal.Asked(metric, lowerIsBetter), ct).ToHttp()).WithTags("Projects");
}
