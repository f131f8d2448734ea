using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Collaboration.Watching;

internal static class WatchEndpoints
{
    /// <summary>What the caller watches in one organization, by the subjects' addresses.</summary>
    public static void MapWatches(this IEndpointRouteBuilder organization)
    {
        var watches = organization.MapGroup("/watches").WithTags("Inbox");

        watches.MapGet("/{**subject}", (WatchService service, string subject, CancellationToken ct) => service.GetAsync(subject, ct).ToHttp());
        watches.MapPut("/{**subject}", (WatchService service, string subject, CancellationToken ct) => service.WatchAsync(subject, ct).ToHttp());
        watches.MapDelete("/{**subject}", (WatchService service, string subject, CancellationToken ct) => service.UnwatchAsync(subject, ct).ToHttp());
    }

    /// <summary>What the caller watches in all of their organizations.</summary>
    public static void MapWatchList(this IEndpointRouteBuilder api) =>
        api.MapGet("/watches", (WatchService service, CancellationToken ct) => service.ListMineAsync(ct).ToHttp()).WithTags("Inbox");
}
