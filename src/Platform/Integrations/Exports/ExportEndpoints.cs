using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder organization)
    {
        var whole = organization.MapGroup("/exports").WithTags("Exports");
        whole.MapGet("/", (ExportService service, CancellationToken ct) => service.ListAsync(null, ct).ToHttp());
        whole.MapPost("/", (ExportService service, CancellationToken ct) => service.RequestAsync(null, ct).ToHttp());
        whole.MapGet("/{export}", (ExportService service, Id<ArchiveWork> export, CancellationToken ct) => service.GetAsync(null, export, ct).ToHttp());
        whole.MapDelete("/{export}", (ExportService service, Id<ArchiveWork> export, CancellationToken ct) => service.DeleteAsync(null, export, ct).ToHttp());
        whole.MapGet("/{export}/file", (HttpContext http, ExportService service, Id<ArchiveWork> export, CancellationToken ct) => SendAsync(http, service.OpenAsync(null, export, IsBeginning(http), ct)))
            .Produces(StatusCodes.Status200OK, contentType: ArchiveFormat.ContentType).Produces(StatusCodes.Status206PartialContent, contentType: ArchiveFormat.ContentType);

        var ofProject = organization.MapGroup("/projects/{project}/exports").WithTags("Exports");
        ofProject.MapGet("/", (ExportService service, KnownProject project, CancellationToken ct) => service.ListAsync(project, ct).ToHttp());
        ofProject.MapPost("/", (ExportService service, KnownProject project, CancellationToken ct) => service.RequestAsync(project, ct).ToHttp());
        ofProject.MapGet("/{export}", (ExportService service, KnownProject project, Id<ArchiveWork> export, CancellationToken ct) => service.GetAsync(project, export, ct).ToHttp());
        ofProject.MapDelete("/{export}", (ExportService service, KnownProject project, Id<ArchiveWork> export, CancellationToken ct) => service.DeleteAsync(project, export, ct).ToHttp());
        ofProject.MapGet("/{export}/file", (HttpContext http, ExportService service, KnownProject project, Id<ArchiveWork> export, CancellationToken ct) =>
                SendAsync(http, service.OpenAsync(project, export, IsBeginning(http), ct)))
            .Produces(StatusCodes.Status200OK, contentType: ArchiveFormat.ContentType).Produces(StatusCodes.Status206PartialContent, contentType: ArchiveFormat.ContentType);
    }

    private static bool IsBeginning(HttpContext http) => http.Request.GetTypedHeaders().Range?.Ranges.All(range => range.From == 0) is not false;

    private static async Task SendAsync(HttpContext http, Task<Result<OpenExport>> opening)
    {
        var opened = await opening;
        if (opened.Refusal is { } refusal)
        {
            await refusal.ToProblem().ExecuteAsync(http);
            return;
        }

        await using var export = opened.Value;
        await http.SendAsync(export.Blob, export.Digest, new BlobPresentation(ArchiveFormat.ContentType, export.FileName));
    }
}
