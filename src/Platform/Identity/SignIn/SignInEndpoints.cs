using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

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
}
