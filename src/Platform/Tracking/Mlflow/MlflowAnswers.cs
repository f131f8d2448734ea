using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>The one mapper from results to the MLflow door: 200 with an object, or the protocol's error envelope.</summary>
public static class MlflowAnswers
{
    /// <summary>Asks the service unless the request was unreadable, and writes the members of the answer's object.</summary>
    public static async Task<IResult> Answer<T>(this MlflowRequest request, Func<Task<Result<T>>> ask, Action<Utf8JsonWriter, T> write)
    {
        var result = request.Refusal is { } unreadable ? unreadable : await ask();
        return new MlflowAnswer<T>(result, write);
    }

    /// <summary>For what has nothing to say but that it was done.</summary>
    public static Task<IResult> Answer(this MlflowRequest request, Func<Task<Result<Done>>> ask) => request.Answer(ask, (_, _) => { });

    private sealed class MlflowAnswer<T>(Result<T> result, Action<Utf8JsonWriter, T> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (result.Refusal is { } refusal)
            {
                await MlflowErrors.WriteAsync(httpContext, refusal);
                return;
            }

            httpContext.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, MlflowJson.Writing);
            json.WriteStartObject();
            write(json, result.Value);
            json.WriteEndObject();
            await json.FlushAsync(httpContext.RequestAborted);
        }
    }
}
