using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Finder;

internal static class FinderEndpoints
{
    /// <summary>What the command palette asks while somebody types.</summary>
    public static void MapFinder(this IEndpointRouteBuilder organization) =>
        organization.MapGet("/projects/{project}/find", (FinderService service, KnownProject at, string text, CancellationToken ct) => service.FindAsync(at, text, ct).ToHttp())
            .WithTags("Projects");
}
