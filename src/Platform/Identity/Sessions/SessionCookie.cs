using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;

namespace Slipway.Identity.Sessions;

/// <summary>Believes a sign-in cookie only while its session is open.</summary>
internal static class SessionCookie
{
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var memory = services.GetRequiredService<AccessMemory>();
        if (context.Principal is null || CallerMiddleware.SessionOf(context.Principal) is not { } session || !await memory.IsOpenAsync(session, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is null)
        {
            return;
        }

        services.GetRequiredService<LastUse>().Note(session);
        if (context.HttpContext.Request.Path.StartsWithSegments(LiveHub.Path))
        {
            // A live connection outlives its request: it asks again and again whether the session is still open.
            context.HttpContext.Features.Set<CredentialCheck>(ct => memory.IsOpenAsync(session, ct));
        }
    }

    /// <summary>The stamp's validator makes the cookie's claims anew and would lose the session.</summary>
    public static Task KeepAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(Session.Claim) is { } claim && context.NewPrincipal?.Identities.FirstOrDefault() is { } identity && !identity.HasClaim(known => known.Type == Session.Claim))
        {
            identity.AddClaim(claim);
        }

        return Task.CompletedTask;
    }
}
