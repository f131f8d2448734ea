using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Registry.Stages;
using Slipway.Registry.Trash;
using Slipway.Tracking;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Registry.Versions;

/// <summary>What the pages of versions can do, for programs.</summary>
internal static class VersionApi
{
    public static void Map(IEndpointRouteBuilder versions)
    {
        versions.MapPost("/", (VersionService service, KnownProject at, string name, RegisterVersion request, CancellationToken ct) => service.RegisterAsync(at, name, request, ct).ToHttp());

        var version = versions.MapGroup("/{version:int}");
        version.MapGet("/", (VersionService service, KnownProject at, string name, int version, CancellationToken ct) => service.GetAsync(at, name, version, ct).ToHttp());
        version.MapPatch("/", (VersionService service, KnownProject at, string name, int version, EditVersion request, CancellationToken ct) =>
            service.EditAsync(at, name, version, request, ct).ToHttp());
        version.MapPut("/stage", (StageService service, KnownProject at, string name, int version, EnterStage request, CancellationToken ct) =>
            service.EnterAsync(at, name, version, request, ct).ToHttp());
        version.MapPut("/tags/{**key}", (VersionService service, KnownProject at, string name, int version, string key, TagValue request, CancellationToken ct) =>
            service.SetTagAsync(at, name, version, new KeyValue(key, request.Value), ct).ToHttp());
        version.MapDelete("/tags/{**key}", (VersionService service, KnownProject at, string name, int version, string key, CancellationToken ct) =>
            service.DeleteTagAsync(at, name, version, key, ct).ToHttp());

        version.MapGet("/facts", (VersionContentService service, KnownProject at, string name, int version, CancellationToken ct) => service.FactsAsync(at, name, version, ct).ToHttp());
        version.MapGet("/files", (VersionContentService service, KnownProject at, string name, int version, CancellationToken ct) => service.ListAsync(at, name, version, ct).ToHttp());
        version.MapGet("/files/{**path}", SendAsync);
        version.MapPost("/copies", (VersionCopyService service, KnownProject at, string name, int version, CopyVersion request, CancellationToken ct) =>
            service.CopyAsync(at, name, version, request, ct).ToHttp());

        version.MapPut("/trash", (VersionService service, KnownProject at, string name, int version, CancellationToken ct) => service.DeleteAsync(at, name, version, ct).ToHttp());
        version.MapDelete("/trash", (ModelTrashService service, KnownProject at, string name, int version, CancellationToken ct) => service.RestoreAsync(at, name, version, ct).ToHttp());
        version.MapPut("/erasure", (ModelTrashService service, KnownProject at, string name, int version, CancellationToken ct) => service.EraseAsync(at, name, version, ct).ToHttp());
    }

    private static async Task<IResult> SendAsync(HttpContext http, VersionContentService service, KnownProject at, string name, int version, string? path, CancellationToken ct, bool view = false)
    {
        var opened = await service.OpenAsync(at, name, version, path ?? "", ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        await using var file = opened.Value;
        await http.SendAsync(file.Blob, file.Info.Digest, view ? ArtifactPresentation.InPlace(file.Info) : ArtifactPresentation.ToSave(file.Info));
        return TypedResults.Empty;
    }
}
