using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Organizations.Audit;

internal static class AuditEndpoints
{
    private const string Pem = "application/x-pem-file";

    public static void MapAudit(this IEndpointRouteBuilder organization)
    {
        var audit = organization.MapGroup("/audit").WithTags("Audit");

        audit.MapGet("/", (AuditService service, [AsParameters] AuditFilter filter, long? before, int? limit, CancellationToken ct) => service.ListAsync(filter, before, limit ?? 50, ct).ToHttp());
        audit.MapGet("/events/{number:long}", (AuditService service, long number, CancellationToken ct) => service.GetAsync(number, ct).ToHttp());
        audit.MapGet("/state", (AuditService service, CancellationToken ct) => service.StateAsync(ct).ToHttp());
        audit.MapGet("/export", async (AuditService service, [AsParameters] AuditFilter filter, long? after, CancellationToken ct) => Send(await service.ExportAsync(filter, after ?? 0, ct), ct))
            .Produces(StatusCodes.Status200OK, contentType: AuditExport.ContentType);
        audit.MapGet("/checkpoints", async (AuditService service, CancellationToken ct) => Send(await service.ExportCheckpointsAsync(ct), ct))
            .Produces(StatusCodes.Status200OK, contentType: AuditExport.ContentType);
        audit.MapPost("/checkpoints", (AuditService service, CancellationToken ct) => service.SignAsync(ct).ToHttp());
        audit.MapGet("/key", async (AuditService service, CancellationToken ct) =>
            {
                var keys = await service.PublicKeysAsync(ct);
                return keys.Refusal is { } refusal ? refusal.ToProblem() : Results.File(Encoding.ASCII.GetBytes(keys.Value), Pem, "slipway-audit.pem");
            })
            .Produces(StatusCodes.Status200OK, contentType: Pem);
        audit.MapGet("/verification", (AuditService service, CancellationToken ct) => service.VerifyAsync(ct).ToHttp());
    }

    // What fails on the way leaves the file without its end, which the verifier tells.
    private static IResult Send(Result<AuditExport> export, CancellationToken ct) =>
        export.Refusal is { } refusal ? refusal.ToProblem() : Results.Stream(stream => export.Value.WriteAsync(stream, ct), AuditExport.ContentType, export.Value.FileName);
}
