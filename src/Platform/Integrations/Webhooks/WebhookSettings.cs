using Microsoft.Extensions.Configuration;

namespace Slipway.Integrations.Webhooks;

/// <summary>What the operator allows webhooks, <c>Slipway:Webhooks:…</c>.</summary>
/// <param name="AllowHttp">Whether addresses may be plain http, where anybody on the way reads along: for development.</param>
/// <param name="InternalHosts">Names or addresses, with or without a port, that may be internal: receivers beside a server of one's own.</param>
/// <param name="Timeout">How long a receiver may take, from connecting to the end of what is read of its answer.</param>
/// <param name="Origin">What the addresses of pages begin with, <c>Slipway:Address</c>; empty when it isn't known.</param>
internal sealed record WebhookSettings(bool AllowHttp, IReadOnlySet<string> InternalHosts, TimeSpan Timeout, string Origin)
{
    public static WebhookSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:Webhooks");
        var hosts = section.GetSection("InternalHosts");
        var names = hosts.GetChildren().Select(child => child.Value).Append(hosts.Value).OfType<string>().SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        var seconds = section.GetValue("TimeoutSeconds", 10.0);
        return new(
            section.GetValue("AllowHttp", false),
            names.ToHashSet(StringComparer.OrdinalIgnoreCase),
            seconds is > 0 and <= 60 ? TimeSpan.FromSeconds(seconds) : throw new InvalidOperationException($"Slipway:Webhooks:TimeoutSeconds is {seconds}. Set it to a number of seconds up to 60."),
            (configuration["Slipway:Address"] ?? "").TrimEnd('/'));
    }

    /// <summary>Whether the operator named this host as one that may be internal.</summary>
    public bool Trusts(string host, int port) => InternalHosts.Contains(host) || InternalHosts.Contains($"{host}:{port}") || InternalHosts.Contains($"[{host}]:{port}");
}
