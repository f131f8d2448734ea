using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Traces;

/// <summary>Traces as clients from MLflow 2.14 to 2.22 log and read them: begun in one call and ended in another.</summary>
internal static class OlderTraceEndpoints
{
    public static void MapOlderTraces(this MlflowRoutes routes)
    {
        routes.V2.MapPost("/mlflow/traces", (TraceLogService traces, KnownProject project, MlflowRequest request, TimeProvider time, CancellationToken ct) =>
        {
            // There the server makes the id.
            var start = new StartTrace(
                Guid.NewGuid().ToString("N"), request.Experiment("experiment_id"), TraceState.InProgress, request.Integer("timestamp_ms") ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
                null, null, null, null, request.Pairs("request_metadata"), request.Pairs("tags"));
            return request.Answer(() => traces.StartAsync(project, start, ct), WriteInfo);
        });
        routes.V2.MapPatch("/mlflow/traces/{trace}", (TraceLogService traces, KnownProject project, string trace, MlflowRequest request, TimeProvider time, CancellationToken ct) =>
        {
            var state = request.Choice<TraceState>("status") ?? TraceState.Unspecified;
            var end = request.Integer("timestamp_ms") ?? time.GetUtcNow().ToUnixTimeMilliseconds();
            var (metadata, tags) = (request.Pairs("request_metadata"), request.Pairs("tags"));
            return request.Answer(() => traces.FinishAsync(project, trace, state, end, metadata, tags, ct), WriteInfo);
        });
        routes.V2.MapGet("/mlflow/traces/{trace}/info", (TraceService traces, KnownProject project, string trace, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => traces.GetAsync(project, trace, ct), WriteInfo));
        routes.V2.MapGet("/mlflow/traces", (TraceService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var search = TraceEndpoints.SearchOf(request, request.Experiments("experiment_ids"));
            return request.Answer(() => traces.SearchAsync(project, search, ct), TraceJson.WriteOlderPage);
        });
    }

    private static void WriteInfo(System.Text.Json.Utf8JsonWriter json, TraceDetails trace)
    {
        json.WritePropertyName("trace_info"u8);
        TraceJson.WriteOlder(json, trace);
    }
}
