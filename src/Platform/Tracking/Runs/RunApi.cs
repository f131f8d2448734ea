using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Runs.Media;
using Slipway.Tracking.Runs.Neighbours;
using Slipway.Tracking.Runs.Output;
using Slipway.Tracking.Runs.Source;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>What the page of a run can do, for programs.</summary>
internal static class RunApi
{
    public static void MapRunApi(this IEndpointRouteBuilder organization)
    {
        var run = organization.MapGroup("/projects/{project}/runs/{runId}").WithTags("Runs");

        run.MapGet("/", (RunService service, KnownProject at, string runId, CancellationToken ct) => service.GetAsync(at, runId, ct).ToHttp());
        run.MapPatch("/", (RunEditService service, KnownProject at, string runId, EditRun request, CancellationToken ct) => service.EditAsync(at, runId, request, ct).ToHttp());
        run.MapPut("/status", (RunEditService service, KnownProject at, string runId, EndRun request, CancellationToken ct) => service.EndAsync(at, runId, request, ct).ToHttp());
        run.MapPut("/tags/{**key}", (RunEditService service, KnownProject at, string runId, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, runId, key, request, ct).ToHttp());
        run.MapDelete("/tags/{**key}", (RunEditService service, KnownProject at, string runId, string key, CancellationToken ct) => service.DeleteTagAsync(at, runId, key, ct).ToHttp());
        run.MapPut("/trash", (RunLogService service, KnownProject at, string runId, CancellationToken ct) => service.DeleteAsync(at, runId, ct).ToHttp());
        run.MapDelete("/trash", (RunLogService service, KnownProject at, string runId, CancellationToken ct) => service.RestoreAsync(at, runId, ct).ToHttp());

        run.MapGet("/neighbours", (RunNeighbourService service, KnownProject at, string runId, [FromQuery] long[] experiment, string? filter, string? order, LifecycleView? view, CancellationToken ct) =>
            service.FindAsync(at, new(experiment.Length > 0 ? experiment : null, filter, view ?? LifecycleView.ActiveOnly, order is null ? null : [order]), runId, ct).ToHttp());
        run.MapGet("/source", SourceAsync);
        run.MapGet("/creator", (RunSourceService service, KnownProject at, string runId, CancellationToken ct) => service.CreatorAsync(at, runId, ct).ToHttp());
        run.MapGet("/images", (RunMediaService service, KnownProject at, string runId, CancellationToken ct) => service.ImagesAsync(at, runId, ct).ToHttp());
        run.MapGet("/table", (RunMediaService service, KnownProject at, string runId, string path, CancellationToken ct, int? sort = null, bool descending = false, int skip = 0, int take = 100) =>
            service.TableAsync(at, runId, path, sort, descending, skip, take, ct).ToHttp());
        run.MapGet("/output", (RunOutputService service, KnownProject at, string runId, CancellationToken ct) => service.ListAsync(at, runId, ct).ToHttp());
        run.MapGet("/output/search", (RunOutputService service, KnownProject at, string runId, string path, string text, CancellationToken ct, long from = 0) =>
            service.SearchAsync(at, runId, path, text, from, ct).ToHttp());
    }

    private static async Task<IResult> SourceAsync(RunService runs, RunSourceService service, KnownProject at, string runId, CancellationToken ct)
    {
        var run = await runs.GetAsync(at, runId, ct);
        return run.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await service.ReadAsync(at, runId, [.. run.Value.ModelOutputs.Select(model => model.ModelId)], ct).ToHttp()).Result;
    }
}
