using Microsoft.AspNetCore.Http;

namespace Slipway.Foundation.Access;

/// <summary>
/// Refuses a change that another site's page makes with a visitor's cookie. Forms carry an antiforgery token besides; this covers the
/// APIs, which programs call with tokens and our own pages with the cookie.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsChange(context.Request.Method) && context.Request.Headers.Authorization.Count == 0 && IsForeign(context.Request) ? RefuseAsync(context) : next(context);

    private static Task RefuseAsync(HttpContext context)
    {
        if (Doors.IsMlflow(context.Request.Path))
        {
            // That door has a form of its own and fills it in.
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return TypedResults.Problem("This request came from another site's page. Open Slipway itself and try again.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }

    private static bool IsChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is not ("same-origin" or "none")
            : request.Headers.Origin.ToString() is { Length: > 0 } origin && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
