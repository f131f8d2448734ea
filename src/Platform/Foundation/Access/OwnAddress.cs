using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Access;

/// <summary>Where this server answers, as one on the same machine types it.</summary>
public static class OwnAddress
{
    /// <summary>What the addresses of pages begin with for whoever sent this request, without a slash at the end: <c>Slipway:Address</c>, or as the request itself was addressed.</summary>
    public static string For(HttpContext context) =>
        (context.RequestServices.GetRequiredService<IConfiguration>()["Slipway:Address"] is { Length: > 0 } address ? address : $"{context.Request.Scheme}://{context.Request.Host}").TrimEnd('/');

    /// <summary>An address that leads here, without a slash at its end; null when the server listens on none.</summary>
    /// <param name="listening">What it listens on, such as <c>http://[::]:8080</c>.</param>
    public static string? Of(IEnumerable<string> listening) =>
        // A certificate is made out to the name that others use, and not to this one.
        listening.OrderBy(address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 0 : 1).FirstOrDefault()?
            .Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/');
}
