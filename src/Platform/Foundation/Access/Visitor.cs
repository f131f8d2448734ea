using Microsoft.AspNetCore.Http;

namespace Slipway.Foundation.Access;

/// <summary>Where a request comes from, as it is shown to the person whose account it is.</summary>
/// <param name="Browser">What the browser calls itself.</param>
/// <param name="Address">The network address.</param>
internal sealed record Visitor(string Browser, string Address)
{
    public const int BrowserLimit = 300;
    public const int AddressLimit = 64;

    public static Visitor Of(HttpContext? context)
    {
        var browser = context?.Request.Headers.UserAgent.ToString() ?? "";
        return new(browser.Length > BrowserLimit ? browser[..BrowserLimit] : browser, context?.Connection.RemoteIpAddress?.ToString() ?? "");
    }
}
