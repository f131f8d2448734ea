using System.Net.Mime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Identity.Passkeys;

namespace Slipway.Identity.SignIn;

internal static class SignInEndpoints
{
    public static void MapSignOut(this IEndpointRouteBuilder app) =>
        app.MapPost("/sign-out", async (SignInService service, IAntiforgery antiforgery, HttpContext context) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
            {
                return Results.Problem("Open Slipway and sign out there.", statusCode: StatusCodes.Status400BadRequest);
            }

            await service.SignOutAsync();
            return Results.LocalRedirect("/");
        }).ExcludeFromDescription();

    /// <summary>What the browser asks before it asks for a passkey. The challenge comes back in a cookie, so these aren't for programs.</summary>
    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/passkey-options", async (PasskeyService service, CancellationToken ct) => Results.Content(await service.RequestOptionsAsync(ct), MediaTypeNames.Application.Json))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/account/passkey-options", async (PasskeyService service, CancellationToken ct) =>
        {
            var options = await service.CreationOptionsAsync(ct);
            return options.Refusal is { } refusal ? refusal.ToProblem() : Results.Content(options.Value, MediaTypeNames.Application.Json);
        }).ExcludeFromDescription();
    }
}
