using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Compare;

internal static class CompareEndpoints
{
    /// <summary><c>runs</c> names one to ten runs, with commas between their ids.</summary>
    public static void MapComparison(this IEndpointRouteBuilder organization)
    {
        var comparison = organization.MapGroup("/projects/{project}/comparison").WithTags("Runs");
        comparison.MapGet("/", (CompareService service, KnownProject at, string runs, CancellationToken ct) => service.CompareAsync(at, Ids(runs), ct).ToHttp());
        comparison.MapGet("/artifacts", (CompareService service, KnownProject at, string runs, CancellationToken ct) => service.CompareFilesAsync(at, Ids(runs), ct).ToHttp());
        comparison.MapGet("/history.csv", HistoryAsync).Produces(StatusCodes.Status200OK, contentType: HistoryCsv.ContentType);
    }

    /// <summary>Every point of a metric of each run, by time, as CSV that is sent while it is read.</summary>
    private static async Task HistoryAsync(HttpContext http, CompareService service, MetricService metrics, KnownProject at, string runs, string key, CancellationToken ct)
    {
        var compared = await service.CompareAsync(at, Ids(runs), ct);
        if ((compared.Refusal ?? (compared.Value.Runs.Count == 0 ? new NotFound("None of these runs is here. Check their ids and the project.") : null)) is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        var csv = new HistoryCsv(http.Response, key);
        foreach (var run in compared.Value.Runs)
        {
            var end = await metrics.ReadHistoryAsync(at, run.RunId, key, new(int.MaxValue, null), (points, token) => csv.WriteAsync(run, points, token), ct);
            if (end.Refusal is not null)
            {
                // Half a file must not look like a whole one.
                http.Abort();
                return;
            }
        }

        await csv.EndAsync(ct);
    }

    private static string[] Ids(string runs) => runs.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
