using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Activity;

internal static class ActivityEndpoints
{
    private const int Usual = 50;

    public static void MapActivity(this IEndpointRouteBuilder organization)
    {
        organization.MapGet("/activity", (ActivityService service, [AsParameters] ActivityFilter filter, long? before, int? limit, CancellationToken ct) =>
            service.ListAsync(filter, before, limit ?? Usual, ct).ToHttp()).WithTags("Activity");
        organization.MapGet("/projects/{project}/activity", (ActivityService service, KnownProject at, [AsParameters] ActivityFilter filter, long? before, int? limit, CancellationToken ct) =>
            service.ListAsync(at, filter, before, limit ?? Usual, ct).ToHttp()).WithTags("Activity");
        organization.MapGet("/people/{person}", (ActivityService service, Id<User> person, CancellationToken ct) => service.PersonAsync(person, ct).ToHttp()).WithTags("Activity");
    }
}
