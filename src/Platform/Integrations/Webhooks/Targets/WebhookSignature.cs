using System.Security.Cryptography;
using System.Text;

namespace Slipway.Integrations.Webhooks.Targets;

/// <summary>
/// Signs as MLflow does, so that a receiver written for its webhooks takes ours: HMAC-SHA256 with the secret over
/// <c>{delivery id}.{timestamp}.{body}</c>, in base64 after <c>v1,</c>.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-MLflow-Signature";
    public const string DeliveryHeader = "X-MLflow-Delivery-Id";
    public const string TimestampHeader = "X-MLflow-Timestamp";

    /// <param name="timestamp">Seconds since 1970, as the header has it.</param>
    public static string Of(string secret, Guid delivery, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{delivery}.{timestamp}.{body}")));
}
