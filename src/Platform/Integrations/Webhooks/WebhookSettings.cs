using Microsoft.Extensions.Configuration;
using Slipway.Foundation.Outbound;

namespace Slipway.Integrations.Webhooks;

/// <summary>What the operator allows webhooks, <c>Slipway:Webhooks:…</c>.</summary>
/// <param name="AllowHttp">Whether addresses may be plain http, where anybody on the way reads along: for development.</param>
/// <param name="InternalHosts">Names or addresses, with or without a port, that may be internal: receivers beside a server of one's own.</param>
/// <param name="Timeout">How long a receiver may take, from connecting to the end of what is read of its answer.</param>
/// <param name="Origin">What the addresses of pages begin with, <c>Slipway:Address</c>; empty when it isn't known.</param>
internal sealed record WebhookSettings(bool AllowHttp, InternalHosts InternalHosts, TimeSpan Timeout, string Origin)
{
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:Webhooks");
        var seconds = section.GetValue("TimeoutSeconds", 10.0);
        return new(
            section.GetValue("AllowHttp", false),
            InternalHosts.Read(section),
            seconds is > 0 and <= 60 ? TimeSpan.FromSeconds(seconds) : throw new InvalidOperationException($"Slipway:Webhooks:TimeoutSeconds is {seconds}. Set it to a number of seconds up to 60."),
            (configuration["Slipway:Address"] ?? "").TrimEnd('/'));
    }
}
