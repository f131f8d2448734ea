using System.Net;
using System.Net.Sockets;

namespace Slipway.Foundation.Outbound;

/// <summary>
/// Which addresses are on the public internet, by the special-purpose registries of IANA (RFC 6890 and its successors). What isn't known to be public is
/// internal: a server must never be led to what only it can reach.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Internal4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // shared by carriers; a cloud's metadata service
        IPNetwork.Parse("127.0.0.0/8"), // this machine
        IPNetwork.Parse("168.63.129.16/32"), // Azure's own services, which its machines alone reach
        IPNetwork.Parse("169.254.0.0/16"), // link-local; most clouds' metadata services
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments; a cloud's metadata service
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // relays of 6to4
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast
    ];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Internal6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo and ORCHID among them
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4, which leads to any IPv4 address
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether everybody can reach it, and nobody alone.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return !Array.Exists(Internal4, network => network.Contains(address));
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        // Where a network has no IPv4 of its own, its resolver answers with these for hosts that have nothing else.
        if (Translated.Contains(address))
        {
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }

        return Global6.Contains(address) && !Array.Exists(Internal6, network => network.Contains(address));
    }
}
