using Microsoft.AspNetCore.Http.HttpResults;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;

namespace Slipway.Registry.Dossiers;

/// <summary>Dossiers as HTML files that stand by themselves. What people wrote in them is rendered where pages are, by the one way that makes it harmless.</summary>
internal static class DossierFiles
{
    public static void MapDossierFiles(this IEndpointRouteBuilder app) =>
        app.MapGet("/{organization}/{project}/models/{name}/versions/{version:int}/dossier.html", HtmlAsync).WithSlugs();

    private static async Task<Results<RazorComponentResult<DossierHtml>, ProblemHttpResult>> HtmlAsync(
        DossierService dossiers, KnownProject at, string name, int version, HttpResponse response, CancellationToken ct)
    {
        var made = await dossiers.GetAsync(at, name, version, ct);
        if (made.Refusal is { } refusal)
        {
            return TypedResults.Problem(refusal.Message, statusCode: refusal.Status);
        }

        response.Headers.ContentDisposition = $"attachment; filename=\"{made.Value.FileName}.html\"";
        return new RazorComponentResult<DossierHtml>(new { Dossier = made.Value }) { PreventStreamingRendering = true };
    }
}
