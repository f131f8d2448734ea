using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Notifications.Mailing;

/// <summary>Whose mails a link in one of them ends, and which: signed, so that it works without signing in and for nobody else's.</summary>
internal sealed record UnsubscribeCode(Id<User> User, IReadOnlyList<NotificationCategory> Categories)
{
    private const string Purpose = "notifications.unsubscribe";

    public string Write(IDataProtectionProvider protection) =>
        Base64Url.EncodeToString(protection.CreateProtector(Purpose).Protect([.. User.Value.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(string.Join(',', Categories.Select(category => category.Name)))]));

    /// <summary>The code in a link; null when it isn't one of ours.</summary>
    public static UnsubscribeCode? Read(IDataProtectionProvider protection, string? text)
    {
        if (text is null || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            var bytes = protection.CreateProtector(Purpose).Unprotect(Base64Url.DecodeFromChars(text));
            return new(new(new Guid(bytes.AsSpan(0, 16))), [.. System.Text.Encoding.UTF8.GetString(bytes.AsSpan(16)).Split(',').Select(NotificationCategory.Find).OfType<NotificationCategory>()]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
