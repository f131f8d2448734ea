using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Mlflow;

/// <summary>Answers requests with the envelope that MLflow clients read errors from.</summary>
internal static class MlflowErrors
{
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var error = MlflowError.Of(refusal);
        return WriteAsync(context, error with { Message = WithOrigin(context, error.Message) });
    }

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

    // A sentence names a page of the project by its path. Clients print it where only a whole address can be opened.
    private static string WithOrigin(HttpContext context, string sentence)
    {
        if (context.Features.Get<KnownProject>() is not { } project)
        {
            return sentence;
        }

        var path = $" /{project.OrganizationSlug}/{project.Slug}/";
        return sentence.Replace(path, $" {OwnAddress.For(context)}{path[1..]}", StringComparison.Ordinal);
    }
}
