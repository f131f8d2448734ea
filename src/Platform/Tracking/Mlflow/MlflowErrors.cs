using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>Writes the envelope that MLflow clients read errors from.</summary>
internal static class MlflowErrors
{
    public static Task WriteAsync(HttpContext context, Refusal refusal) => WriteAsync(context, refusal.Status, CodeOf(refusal), refusal.Message);

    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error_code"] = code, ["message"] = message }, context.RequestAborted);
    }

    private static string CodeOf(Refusal refusal) => refusal switch
    {
        Unauthenticated => "UNAUTHENTICATED",
        Forbidden => "PERMISSION_DENIED",
        NotFound => "RESOURCE_DOES_NOT_EXIST",
        _ => "INVALID_PARAMETER_VALUE",
    };
}
