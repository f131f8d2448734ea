using System.Globalization;
using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>No such route. Clients that know newer routes fall back to older ones on this code alone.</summary>
internal sealed record EndpointNotFound(string Path) : NotFound($"No API found for '{Path}'. Check the tracking address and the client's version.");

/// <summary>
/// A refusal in the form that tracking clients read. They branch on <paramref name="Code"/>, and send a request again for minutes when its status is
/// 408, 429 or most 5xx; so what the caller must change is never one of those.
/// </summary>
internal readonly record struct MlflowError(int Status, string Code, string Message, TimeSpan? RetryAfter = null)
{
    public static MlflowError Of(Refusal refusal)
    {
        var (status, code) = refusal switch
        {
            AlreadyExists => (400, "RESOURCE_ALREADY_EXISTS"),
            Conflict => (400, "INVALID_STATE"),
            Invalid => (400, "INVALID_PARAMETER_VALUE"),
            Unauthenticated => (401, "UNAUTHENTICATED"),
            QuotaExceeded => (403, "QUOTA_EXCEEDED"),
            Forbidden => (403, "PERMISSION_DENIED"),
            EndpointNotFound => (404, "ENDPOINT_NOT_FOUND"),
            NotFound => (404, "RESOURCE_DOES_NOT_EXIST"),
            TooLarge => (413, "INVALID_PARAMETER_VALUE"),
            TooManyRequests => (429, "REQUEST_LIMIT_EXCEEDED"),
            NotSupported => (501, "NOT_IMPLEMENTED"),
            _ => (refusal.Status, refusal.Status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR"),
        };

        return new(status, code, refusal.Message, (refusal as TooManyRequests)?.RetryAfter);
    }

    /// <summary>The value of the header Retry-After: whole seconds, rounded up; null when there is nothing to wait for.</summary>
    public string? RetryAfterSeconds => RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The body: <c>{"error_code", "message"}</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("error_code"u8, Code);
        json.WriteString("message"u8, Message);
        json.WriteEndObject();
    }
}
