using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Slipway.Foundation.Results;

/// <summary>The one mapper from results to our own API: 200 with the value, or ProblemDetails whose type names the refusal.</summary>
internal static class ResultHttp
{
    public static async Task<Results<Ok<T>, ProblemHttpResult>> ToHttp<T>(this Task<Result<T>> outcome)
    {
        var result = await outcome;
        return result.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(result.Value);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> ToHttp(this Task<Result<Done>> outcome)
    {
        var result = await outcome;
        return result.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }

    public static ProblemHttpResult ToProblem(this Refusal refusal) =>
        TypedResults.Problem(
            refusal.Message,
            statusCode: refusal.Status,
            type: refusal.GetType().Name,
            extensions: refusal switch
            {
                TooManyRequests tooMany => [new("retryAfter", Math.Ceiling(tooMany.RetryAfter.TotalSeconds))],
                // As MLflow's door calls it, so that a program knows it on both without reading the sentence.
                QuotaExceeded => [new("code", "QUOTA_EXCEEDED")],
                _ => null,
            });
}
