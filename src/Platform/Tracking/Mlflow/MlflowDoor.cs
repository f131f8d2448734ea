using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Mlflow;

/// <summary>
/// Gives what the framework refuses on MLflow paths (an unknown route, missing credentials, a body too large) the protocol's form: clients
/// take a JSON answer without an error code for a broken server and stop looking for the call's older form.
/// </summary>
internal sealed partial class MlflowDoor(RequestDelegate next, ILogger<MlflowDoor> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!Doors.IsMlflow(context.Request.Path))
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = bad.StatusCode;
        }
        catch (Exception bug) when (!context.Response.HasStarted && bug is not OperationCanceledException)
        {
            LogBug(log, bug);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
        {
            // Other doors' routes answer some verbs at any path; for this door's clients the route is unknown all the same.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
        {
            await MlflowErrors.WriteAsync(context, new MlflowError(context.Response.StatusCode, CodeOf(context.Response.StatusCode), SentenceOf(context)));
        }
    }

    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "UNAUTHENTICATED",
        StatusCodes.Status403Forbidden => "PERMISSION_DENIED",
        // Clients try an endpoint's other verb or version on this code alone.
        StatusCodes.Status404NotFound => "ENDPOINT_NOT_FOUND",
        StatusCodes.Status429TooManyRequests => "REQUEST_LIMIT_EXCEEDED",
        >= 500 => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    };

    private static string SentenceOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => "Send a valid API token: set MLFLOW_TRACKING_TOKEN, or the password, to one that you made in Slipway.",
        StatusCodes.Status403Forbidden => "You may not do this here. Ask a maintainer of the project for access, or use a token that allows it.",
        StatusCodes.Status404NotFound => $"{context.Request.Method} {context.Request.Path} is not an endpoint of this server.",
        StatusCodes.Status413PayloadTooLarge => "The request has too many bytes. Split it into smaller ones.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        StatusCodes.Status429TooManyRequests => "Too many requests. Wait as long as the header Retry-After says and send it again.",
        >= 500 => "The server failed on this request. It is logged; the same request may be sent again.",
        _ => "The request can't be read.",
    };

    [LoggerMessage(LogLevel.Error, "A request on the MLflow door failed.")]
    private static partial void LogBug(ILogger log, Exception bug);
}
