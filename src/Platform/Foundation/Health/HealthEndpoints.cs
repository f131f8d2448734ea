using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();

        health.MapGet("/", () => TypedResults.Text("OK"));
        health.MapGet("/live", () => TypedResults.Text("OK"));
        health.MapGet("/ready", async (Database database, CancellationToken ct) =>
            await database.IsReadyAsync(ct) ? TypedResults.Text("OK") : TypedResults.Text("The database doesn't answer or isn't migrated.", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
