using System.Buffers.Text;
using System.Text;

namespace Slipway.Identity.Mailing;

/// <summary>A proof as it stands in a mailed link.</summary>
internal static class LinkCode
{
    public static string Write(string code) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(code));

    /// <summary>The proof; null when the text can't be one.</summary>
    public static string? Read(string text) => Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;
}
