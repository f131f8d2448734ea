using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Imports;

internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder organization)
    {
        var imports = organization.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("/", (ImportService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        imports.MapPost("/", (HttpContext http, ImportService service, [AsParameters] ImportProject request, CancellationToken ct) => ReceiveAsync(http, service, request, ct)).Produces<ImportDetails>();
        imports.MapGet("/{import}", (ImportService service, Id<ArchiveWork> import, CancellationToken ct) => service.GetAsync(import, ct).ToHttp());
        imports.MapDelete("/{import}", (ImportService service, Id<ArchiveWork> import, CancellationToken ct) => service.DeleteAsync(import, ct).ToHttp());
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, ImportService service, ImportProject request, CancellationToken ct)
    {
        // The quota is the limit, which is far above the server's for other bodies.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return await service.ReceiveAsync(request, http.Request.Body, http.Request.ContentLength, ct).ToHttp();
    }
}
