using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Metrics;

internal static class ChartEndpoints
{
    private const int Buckets = 1_000;
    private const string Step = "step";
    private const string Time = "time";

    /// <summary>The numbers that a chart draws, as little-endian doubles; their layout is <see cref="MetricChart.Write"/>'s.</summary>
    public static void MapCharts(this IEndpointRouteBuilder organization) =>
        organization.MapGet("/projects/{project}/runs/{runId}/chart", ChartAsync).WithTags("Runs");

    private static async Task<IResult> ChartAsync(
        MetricService service, KnownProject at, string runId, string key, CancellationToken ct, string x = Step, long? from = null, long? to = null, int buckets = Buckets)
    {
        if (x is not (Step or Time))
        {
            return new Invalid($"A chart runs along '{Step}' or '{Time}', and not along '{x}'.").ToProblem();
        }

        var chart = await service.ChartAsync(at, runId, key, x == Step ? PointOrder.Step : PointOrder.Time, from, to, buckets, ct);
        if (chart.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var bytes = new byte[chart.Value.Bytes];
        chart.Value.Write(bytes);
        return TypedResults.Bytes(bytes, "application/octet-stream");
    }
}
