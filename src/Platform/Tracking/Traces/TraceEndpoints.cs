using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Slipway.Foundation.Access;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>Traces as clients of MLflow 3 log, read and change them.</summary>
internal static class TraceEndpoints
{
    public static void MapTraces(this MlflowRoutes routes)
    {
        routes.V3.MapPost("/mlflow/traces", (TraceLogService traces, KnownProject project, MlflowRequest request, TimeProvider time, CancellationToken ct) =>
        {
            var start = Started(request.Object("trace").Object("trace_info"), time);
            return request.Answer(() => traces.StartAsync(project, start, ct), TraceJson.WriteTrace);
        });
        routes.V3.MapPost("/mlflow/traces/search", (TraceService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            IReadOnlyList<long> experiments = [.. request.Objects("locations").Select(ExperimentOf), .. request.Experiments("experiment_ids")];
            var search = SearchOf(request, experiments);
            return request.Answer(() => traces.SearchAsync(project, search, ct), TraceJson.WritePage);
        });
        routes.V3.MapPost("/mlflow/traces/batchGetInfos", (TraceService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var ids = Named(request, "trace_ids");
            return request.Answer(() => traces.ListAsync(project, ids, ct), static (json, found) => json.ListIfAny("trace_infos"u8, found, TraceJson.WriteInfo));
        });
        routes.V3.MapGet("/mlflow/traces/batchGet", async (TraceService traces, SpanService spans, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var ids = Named(request, "trace_ids");
            var found = request.Refusal is { } unreadable ? unreadable : await traces.ListAsync(project, ids, ct);
            List<(TraceDetails Trace, SpanDocument? Spans)> read = [];
            foreach (var trace in found.Refusal is null ? found.Value : [])
            {
                read.Add((trace, await spans.OpenAsync(project, trace.Summary.TraceId, ct) is { Refusal: null } opened ? opened.Value : null));
            }

            return await request.Answer(() => Task.FromResult<Result<Done>>(found.Refusal is { } refusal ? refusal : default(Done)), (json, _) =>
            {
                json.ListIfAny("traces"u8, read, static (writer, each) => SpanJson.WriteWithSpans(writer, each.Trace, each.Spans));
                read.ForEach(each => each.Spans?.Dispose());
            });
        });
        routes.V3.MapGet("/mlflow/traces/get", async (TraceService traces, SpanService spans, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (id, partial) = (request.Text("trace_id"), request.Boolean("allow_partial") ?? false);
            var found = request.Refusal is { } unreadable ? unreadable : await traces.GetAsync(project, id, ct);
            var opened = found.Refusal is { } missing ? missing : await spans.OpenAsync(project, id, ct);
            var isPartial = opened.Refusal is not null || opened.Value.Elements.Count < opened.Value.Expected;
            return await request.Answer(
                () => Task.FromResult<Result<Done>>(
                    found.Refusal is { } refusal ? refusal
                    : isPartial && !partial ? opened.Refusal ?? new NotFound($"Trace with ID {id} is not fully exported yet, please try again later.")
                    : default(Done)),
                (json, _) =>
                {
                    json.WritePropertyName("trace"u8);
                    using var file = opened.Refusal is null ? opened.Value : null;
                    SpanJson.WriteWithSpans(json, found.Value, file);
                });
        });
        routes.V3.MapGet("/mlflow/traces/{trace}", (TraceService traces, KnownProject project, string trace, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => traces.GetAsync(project, trace, ct), TraceJson.WriteTrace));
        foreach (var version in new[] { routes.V2, routes.V3 })
        {
            version.MapChanges();
        }
    }

    /// <summary>What clients of every age call under either version.</summary>
    private static void MapChanges(this MlflowVersion version)
    {
        version.MapPatch("/mlflow/traces/{trace}/tags", (TraceLogService traces, KnownProject project, string trace, MlflowRequest request, CancellationToken ct) =>
        {
            var tag = new KeyValue(request.Text("key"), request.OptionalText("value") ?? "");
            return request.Answer(() => traces.SetTagAsync(project, trace, tag, ct));
        });
        version.MapDelete("/mlflow/traces/{trace}/tags", (TraceLogService traces, KnownProject project, string trace, MlflowRequest request, CancellationToken ct) =>
        {
            var key = request.Text("key");
            return request.Answer(() => traces.DeleteTagAsync(project, trace, key, ct));
        });
        version.MapPost("/mlflow/traces/delete-traces", (TraceLogService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var delete = new DeleteTraces(
                request.Experiment("experiment_id"), [.. request.Texts("request_ids"), .. request.Texts("trace_ids")], request.Integer("max_timestamp_millis"),
                request.Integer("max_traces") is { } most ? (int)Math.Clamp(most, int.MinValue, int.MaxValue) : null);
            return request.Answer(() => traces.DeleteAsync(project, delete, ct), static (json, deleted) => json.WriteNumber("traces_deleted"u8, deleted));
        });
        version.MapPost("/mlflow/traces/link-to-run", (TraceLogService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (ids, run) = (request.Texts("trace_ids"), request.Text("run_id"));
            return request.Answer(() => traces.LinkToRunAsync(project, ids, run, ct));
        });
        version.MapPost("/mlflow/traces/link-prompts", (TraceLogService traces, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var id = request.Text("trace_id");
            IReadOnlyList<LinkedPrompt> prompts = [.. request.Objects("prompt_versions").Select(prompt => new LinkedPrompt(
                prompt.Text("name"), prompt.Integer("version")?.ToString(CultureInfo.InvariantCulture) ?? prompt.Text("version")))];
            return request.Answer(() => traces.LinkPromptsAsync(project, id, prompts, ct));
        });
        version.Ajax.MapGet("/mlflow/get-trace-artifact", async (HttpContext http, ArtifactService artifacts, SpanService spans, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var id = request.Text("request_id", "trace_id");
            var file = request.Refusal is { } unreadable ? unreadable : await spans.FileAsync(project, id, ct);
            await ArtifactEndpoints.SendAsync(http, file.Refusal is { } refusal ? Task.FromResult<Result<OpenArtifact>>(refusal) : artifacts.OpenAsync(project, file.Value.Path, ct));
        });
    }

    /// <summary>A search as both versions send it.</summary>
    public static TraceSearch SearchOf(MlflowRequest request, IReadOnlyList<long> experiments) => new(
        experiments,
        request.OptionalText("filter"),
        request.Texts("order_by"),
        (int)Math.Clamp(request.Integer("max_results") ?? TraceSearch.DefaultResults, int.MinValue, int.MaxValue),
        request.OptionalText("page_token"));

    private static StartTrace Started(MlflowRequest info, TimeProvider time)
    {
        var state = info.Choice<TraceState>("state") ?? TraceState.Unspecified;
        return new(
            info.Text("trace_id", "request_id"),
            ExperimentOf(info.Object("trace_location")),
            state,
            info.Moment("request_time") ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            info.Length("execution_duration"),
            info.OptionalText("client_request_id"),
            info.OptionalText("request_preview"),
            info.OptionalText("response_preview"),
            // Says to clients that nothing of the description is to come.
            [.. info.Map("trace_metadata") ?? [], .. state is TraceState.InProgress ? (KeyValue[])[] : [new(TraceKeys.InfoFinalized, "true")]],
            info.Map("tags") ?? []);
    }

    private static long ExperimentOf(MlflowRequest location) => location.Object("mlflow_experiment").Experiment("experiment_id");

    private static IReadOnlyList<string> Named(MlflowRequest request, string name)
    {
        var ids = request.Texts(name);
        return ids.Count > 0 ? ids : [request.Text(name)];
    }
}
