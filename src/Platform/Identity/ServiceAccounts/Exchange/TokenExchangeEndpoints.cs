using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Identity.ServiceAccounts.Exchange;

/// <summary>The answer to a token exchange, RFC 8693 section 2.2.1.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("issued_token_type")] string IssuedTokenType,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <summary>The answer to a request that can't be granted, RFC 6749 section 5.2.</summary>
internal sealed record TokenProblem([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);

internal static class TokenExchangeEndpoints
{
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
    private static readonly string[] Jwt = ["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"];

    /// <summary>Token exchange as RFC 8693 describes it: a form, and JSON back.</summary>
    public static void MapTokenExchange(this IEndpointRouteBuilder app) =>
        app.MapPost("/connect/token", ExchangeAsync).AllowAnonymous().DisableAntiforgery().WithTags("Service accounts").ExcludeFromDescription();

    private static async Task<IResult> ExchangeAsync(TokenExchangeService service, HttpContext context, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType)
        {
            return Problem("invalid_request", "Send a form (application/x-www-form-urlencoded) with grant_type, audience, subject_token and subject_token_type.");
        }

        var form = await context.Request.ReadFormAsync(ct);
        if (form["grant_type"] != Exchange)
        {
            return Problem("unsupported_grant_type", $"The grant_type that is answered here is {Exchange}.");
        }

        if (form["audience"].ToString() is not { Length: > 0 } account || form["subject_token"].ToString() is not { Length: > 0 } token)
        {
            return Problem("invalid_request", "Name the service account in audience, such as acme/nightly-training, and send your pipeline's token in subject_token.");
        }

        if (!Jwt.Contains(form["subject_token_type"].ToString(), StringComparer.Ordinal))
        {
            return Problem("invalid_request", $"The subject_token_type is {string.Join(" or ", Jwt)}.");
        }

        var outcome = await service.ExchangeAsync(account, token, ct);
        if (outcome.Refusal is not { } refusal)
        {
            return Results.Json(new TokenAnswer(outcome.Value.Secret, AccessToken, "Bearer", (int)outcome.Value.Lifetime.TotalSeconds));
        }

        if (refusal is TooManyRequests busy)
        {
            context.Response.Headers.RetryAfter = ((int)busy.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problem("temporarily_unavailable", busy.Message, StatusCodes.Status429TooManyRequests);
        }

        return Problem("invalid_grant", refusal.Message);
    }

    private static IResult Problem(string error, string description, int status = StatusCodes.Status400BadRequest) => Results.Json(new TokenProblem(error, description), statusCode: status);
}
