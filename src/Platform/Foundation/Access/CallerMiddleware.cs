using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Slipway.Foundation.Ledger;

namespace Slipway.Foundation.Access;

/// <summary>Turns who was authenticated into the scope's <see cref="Caller"/>, and the organization in the address into its <see cref="Tenant"/>.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, AccessMemory memory, IQuotaLimits limits)
{
    public async Task InvokeAsync(HttpContext context, Caller caller, Tenant tenant)
    {
        if (PrincipalOf(context) is { } principal)
        {
            caller.Become(principal);
            context.Features.Set(principal);
            if (principal.Token is { } token)
            {
                context.Features.Set(await limits.OfAsync(token.OrganizationId, context.RequestAborted));
            }
        }

        var values = context.Request.RouteValues;
        if (values.TryGetValue("organization", out var organization) && organization is string slug)
        {
            if (values.TryGetValue("project", out var project) && project is string name)
            {
                if (await memory.ProjectAsync(slug, name, context.RequestAborted) is { } known)
                {
                    tenant.Enter(known.OrganizationId);
                    context.Features.Set(known);
                }
            }

            if (!tenant.IsSet && await memory.OrganizationAsync(slug, context.RequestAborted) is { } id)
            {
                tenant.Enter(id);
            }
        }

        await next(context);
    }

    /// <summary>The person behind a request: a token's own principal, or the one in the sign-in cookie.</summary>
    internal static Principal? PrincipalOf(HttpContext context) => context.Features.Get<Principal>() ?? PrincipalOf(context.User);

    /// <summary>The person that a sign-in cookie's claims name; null when nobody is signed in.</summary>
    public static Principal? PrincipalOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated is true && Id<User>.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), null, out var id)
            ? new(id, user.FindFirstValue(ClaimTypes.GivenName) ?? user.Identity.Name ?? "", SessionId: SessionOf(user))
            : null;

    /// <summary>The session that a sign-in cookie's claims name.</summary>
    internal static Id<Session>? SessionOf(ClaimsPrincipal user) => Id<Session>.TryParse(user.FindFirstValue(Session.Claim), null, out var session) ? session : null;
}
