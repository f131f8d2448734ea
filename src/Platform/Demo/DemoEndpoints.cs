using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Demo;

internal static class DemoEndpoints
{
    public static void MapDemo(this IEndpointRouteBuilder organization)
    {
        var training = organization.MapGroup("/projects/{project}/demo-training").WithTags("Demo");

        training.MapGet("/", (DemoService service, KnownProject at, CancellationToken ct) => service.GetAsync(at, ct).ToHttp());
        training.MapPost("/", (DemoService service, KnownProject at, CancellationToken ct) => service.StartAsync(at, ct).ToHttp());
        training.MapDelete("/", (DemoService service, KnownProject at, CancellationToken ct) => service.StopAsync(at, ct).ToHttp());
    }
}
