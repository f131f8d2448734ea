using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Results;

/// <summary>Gives what the framework refuses on our own API (an unreadable body, missing credentials, too many bytes) a sentence, as ProblemDetails.</summary>
internal sealed partial class ApiDoor(RequestDelegate next, ILogger<ApiDoor> log)
{
    /// <summary>The most bytes of a JSON body. Whatever is larger is a file, and sent as one.</summary>
    public const long MostJsonBytes = 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!Doors.IsApi(context.Request.Path))
        {
            await next(context);
            return;
        }

        try
        {
            await (IsTooLarge(context) ? RefuseAsync(context, StatusCodes.Status413PayloadTooLarge) : next(context));
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

        if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
        {
            await RefuseAsync(context, context.Response.StatusCode);
        }
    }

    // A body that doesn't say how long it is meets the limit while it is read.
    private static bool IsTooLarge(HttpContext context)
    {
        if (!context.Request.HasJsonContentType() || Doors.IsFile(context.Request.Path))
        {
            return false;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostJsonBytes;
        }

        return context.Request.ContentLength > MostJsonBytes;
    }

    private static Task RefuseAsync(HttpContext context, int status) => TypedResults.Problem(SentenceOf(context, status), statusCode: status).ExecuteAsync(context);

    private static string SentenceOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request can't be read: its address or its JSON isn't what this endpoint takes. The reference of the API shows what it takes.",
        StatusCodes.Status401Unauthorized => "Sign in, or send a valid API token as 'Authorization: Bearer slw_…'.",
        StatusCodes.Status403Forbidden => "You may not do this here. Ask an admin for access, or use a token that allows it.",
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} {context.Request.Path} is not an endpoint of this server.",
        StatusCodes.Status413PayloadTooLarge => $"The request has too many bytes: a JSON body may have {MostJsonBytes}. Split it into smaller ones.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        >= 500 => "The server failed on this request. It is logged; the same request may be sent again.",
        _ => "The request can't be carried out as it was sent.",
    };

    [LoggerMessage(LogLevel.Error, "A request on the API failed.")]
    private static partial void LogBug(ILogger log, Exception bug);
}
