using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Registry.Dossiers;

internal static class DossierApi
{
    public static void MapDossierApi(this IEndpointRouteBuilder organization)
    {
        var dossier = organization.MapGroup("/projects/{project}/models/{name}/versions/{version:int}").WithTags("Model cards");
        dossier.MapGet("/dossier", (DossierService service, KnownProject at, string name, int version, CancellationToken ct) => service.GetAsync(at, name, version, ct).ToHttp());
        dossier.MapGet("/dossier.pdf", PdfAsync);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PdfAsync(DossierService service, KnownProject at, string name, int version, CancellationToken ct) =>
        await service.PdfAsync(at, name, version, ct) switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(),
            { Value: var file } => TypedResults.File(file.Bytes.ToArray(), "application/pdf", file.Name),
        };
}
