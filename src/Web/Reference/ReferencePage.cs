using Scalar.AspNetCore;
using Slipway.Shared.Security;

namespace Slipway.Reference;

/// <summary>The page at <c>/api</c> on which programmers read what the API has and try it. Its script ships with the host.</summary>
internal static class ReferencePage
{
    public static void MapReferencePage(this IEndpointRouteBuilder app) => app.MapScalarApiReference(
        "/api",
        (options, http) => options
            .WithTitle("Slipway API")
            .WithOpenApiRoutePattern("/api/{documentName}/openapi.json")
            .AddDocument("v1")
            .WithNonce(http.ScriptNonce())
            .WithFavicon("/favicon.svg")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools())
        .AllowAnonymous();
}
