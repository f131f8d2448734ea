using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using IPNetwork = System.Net.IPNetwork;

namespace Slipway.Foundation.Access;

/// <summary>
/// The proxies and load balancers whose word is taken for who asks and how: <c>Slipway:Proxies</c>, addresses or networks parted by commas
/// (<c>10.0.0.0/8, ::1</c>). Nobody's is, unless named: whoever reaches the server without a proxy could else claim any address.
/// </summary>
internal static class Proxies
{
    public static void UseProxies(this IApplicationBuilder app)
    {
        if (Read(app.ApplicationServices.GetRequiredService<IConfiguration>()["Slipway:Proxies"]) is not { Count: > 0 } networks)
        {
            return;
        }

        // The host's name is what the proxy passes on as Host: X-Forwarded-Host often comes from the client untouched.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }

    internal static IReadOnlyList<IPNetwork> Read(string? setting) =>
        [.. (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(each => Network(each)
            ?? throw new InvalidOperationException($"Slipway:Proxies names '{each}'. Name addresses or networks, such as 10.1.2.3 or 10.0.0.0/8, and not all of them: whoever is named is believed."))];

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network
            : null;
}
