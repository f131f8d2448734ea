using System.Security.Cryptography;

namespace Slipway.Shared.Security;

/// <summary>Pages run only our own scripts and talk only to this host. The UI library sets inline styles, so those are allowed.</summary>
internal static class ContentSecurityPolicy
{
    private static readonly object NonceKey = new();

    /// <summary>The value that this answer's script elements carry.</summary>
    public static string ScriptNonce(this HttpContext http) => (string)http.Items[NonceKey]!;

    public static void UseContentSecurityPolicy(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[NonceKey] = nonce;
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            // Whoever serves something stricter, such as a stored artifact, has the last word.
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy =
                    $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
                    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
            }

            return Task.CompletedTask;
        });
        return next(http);
    });
}
