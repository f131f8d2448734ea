using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>Answers requests with the envelope that MLflow clients read errors from.</summary>
internal static class MlflowErrors
{
    public static Task WriteAsync(HttpContext context, Refusal refusal) => WriteAsync(context, MlflowError.Of(refusal));

    public static async Task WriteAsync(HttpContext context, MlflowError error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        if (error.RetryAfterSeconds is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, MlflowJson.Writing);
        error.Write(json);
        await json.FlushAsync(context.RequestAborted);
    }
}
