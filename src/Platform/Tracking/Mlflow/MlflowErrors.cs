using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>Writes the envelope that MLflow clients read errors from.</summary>
internal static class MlflowErrors
{
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal is TooManyRequests busy)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(busy.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var (status, code) = CodeOf(refusal);
        return WriteAsync(context, status, code, refusal.Message);
    }

    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error_code"] = code, ["message"] = message }, context.RequestAborted);
    }

    // Clients branch on the code, and repeat for minutes what has one of several statuses: never a user's mistake.
    private static (int Status, string Code) CodeOf(Refusal refusal) => refusal switch
    {
        AlreadyExists => (400, "RESOURCE_ALREADY_EXISTS"),
        Conflict => (400, "INVALID_STATE"),
        Unauthenticated => (401, "UNAUTHENTICATED"),
        Forbidden => (403, "PERMISSION_DENIED"),
        NotFound => (404, "RESOURCE_DOES_NOT_EXIST"),
        TooManyRequests => (429, "REQUEST_LIMIT_EXCEEDED"),
        NotSupported => (501, "NOT_IMPLEMENTED"),
        _ => (refusal.Status, "INVALID_PARAMETER_VALUE"),
    };
}
