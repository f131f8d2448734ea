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

    /// <summary>The numbers that a chart draws, as little-endian doubles; their layouts are those of <see cref="MetricChart"/> and <see cref="JoinedChart"/>.</summary>
    public static void MapCharts(this IEndpointRouteBuilder organization)
    {
        var chart = organization.MapGroup("/projects/{project}/runs/{runId}/chart").WithTags("Runs");
        chart.MapGet("/", ChartAsync);
        chart.MapGet("/joined", JoinedAsync);
    }

    private static async Task<IResult> ChartAsync(
        MetricService service, KnownProject at, string runId, string key, CancellationToken ct, string x = Step, long? from = null, long? to = null, int buckets = Buckets) =>
        x is not (Step or Time)
            ? new Invalid($"A chart runs along '{Step}' or '{Time}', and not along '{x}'.").ToProblem()
            : Send(await service.ChartAsync(at, runId, key, x == Step ? PointOrder.Step : PointOrder.Time, from, to, buckets, ct), chart => chart.ToBytes());

    private static async Task<IResult> JoinedAsync(
        MetricService service, KnownProject at, string runId, string key, string along, CancellationToken ct, double? from = null, double? to = null, int buckets = Buckets) =>
        Send(await service.JoinAsync(at, runId, key, along, from, to, buckets, ct), chart => chart.ToBytes());

    private static IResult Send<T>(Result<T> chart, Func<T, byte[]> bytes) =>
        chart.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Bytes(bytes(chart.Value), "application/octet-stream");
}
