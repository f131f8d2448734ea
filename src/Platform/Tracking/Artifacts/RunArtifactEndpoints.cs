using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>The files of a run on our own API. Large ones come in parts through MLflow's door, which browsers use as well.</summary>
internal static class RunArtifactEndpoints
{
    private const int PageSize = 200;

    public static void MapRunArtifacts(this IEndpointRouteBuilder organization)
    {
        var artifacts = organization.MapGroup("/projects/{project}/runs/{runId}/artifacts").WithTags("Artifacts");

        artifacts.MapGet("/", (RunArtifactService service, KnownProject at, string runId, CancellationToken ct, string path = "", string? from = null, int limit = PageSize) =>
            service.ListAsync(at, runId, path, from, limit, ct).ToHttp());
        artifacts.MapGet("/size", (RunArtifactService service, KnownProject at, string runId, CancellationToken ct, string path = "") => service.MeasureAsync(at, runId, path, ct).ToHttp());
        artifacts.MapGet("/info/{**path}", (RunArtifactService service, KnownProject at, string runId, string? path, CancellationToken ct) => service.GetAsync(at, runId, path ?? "", ct).ToHttp());
        artifacts.MapGet("/files/{**path}", SendAsync);
        artifacts.MapPut("/files/{**path}", (HttpContext http, RunArtifactService service, KnownProject at, string runId, string? path, CancellationToken ct, bool replace = false) =>
        {
            http.LiftBodyLimit();
            var request = http.Request;
            // Who says only that there are bytes has said nothing: the name says more.
            var type = request.ContentType is "application/octet-stream" ? null : request.ContentType;
            return service.WriteAsync(at, runId, path ?? "", request.Body, type, request.ContentLength, replace, ct).ToHttp();
        });
        artifacts.MapDelete("/files/{**path}", (RunArtifactService service, KnownProject at, string runId, string? path, CancellationToken ct) => service.DeleteAsync(at, runId, path ?? "", ct).ToHttp());
        artifacts.MapGet("/zip/{**path}", ZipAsync);
        artifacts.MapGet("/trash", (RunArtifactService service, KnownProject at, string runId, CancellationToken ct) => service.ListTrashAsync(at, runId, ct).ToHttp());
        artifacts.MapGet("/trash/{deletedAt:long}", (RunArtifactService service, KnownProject at, string runId, long deletedAt, CancellationToken ct) =>
            service.ListTrashedAsync(at, runId, deletedAt, ct).ToHttp());
        artifacts.MapPost("/restorations", (RunArtifactService service, KnownProject at, string runId, RestoreArtifacts request, CancellationToken ct) =>
            service.RestoreAsync(at, runId, request, ct).ToHttp());
    }

    private static async Task<IResult> SendAsync(HttpContext http, RunArtifactService service, KnownProject at, string runId, string? path, CancellationToken ct, bool view = false)
    {
        var opened = await service.OpenAsync(at, runId, path ?? "", ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        await using var file = opened.Value;
        await http.SendAsync(file.Blob, file.Info.Digest, view ? ArtifactPresentation.InPlace(file.Info) : ArtifactPresentation.ToSave(file.Info));
        return TypedResults.Empty;
    }

    private static async Task<IResult> ZipAsync(HttpContext http, RunArtifactService service, KnownProject at, string runId, string? path, CancellationToken ct)
    {
        var opened = await service.ArchiveAsync(at, runId, path ?? "", ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(opened.Value.FileName);
        http.Response.GetTypedHeaders().ContentDisposition = disposition;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.ContentType = "application/zip";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await opened.Value.WriteAsync(http.Response.Body, ct);
        }
        catch (IOException)
        {
            // Half an archive must not look like a whole one.
            http.Abort();
        }

        return TypedResults.Empty;
    }
}
