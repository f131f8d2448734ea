using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Slipway.Integrations.Webhooks;

/// <summary>Makes secrets and keeps them: encrypted for one webhook each, so that a row that was copied elsewhere is worth nothing there.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Encrypt(Id<Webhook> webhook, string secret) => For(webhook).Protect(secret);

    /// <summary>The secret; null when the server's keys were lost, so that nobody can read it any more.</summary>
    public string? Decrypt(Id<Webhook> webhook, string encrypted)
    {
        try
        {
            return For(webhook).Unprotect(encrypted);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(Id<Webhook> webhook) => protection.CreateProtector("Slipway.Webhooks", webhook.ToString());
}
