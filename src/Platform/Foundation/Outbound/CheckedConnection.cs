using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Slipway.Foundation.Outbound;

/// <summary>Finds the addresses of a host; throws <see cref="SocketException"/> when there are none.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken ct);

/// <summary>Hosts that the operator named, with or without a port, as ones that may be internal: what stands beside a server of one's own.</summary>
internal sealed record InternalHosts(IReadOnlySet<string> Names)
{
    /// <summary>Reads <c>InternalHosts</c> of a section: a list, or one text with commas or blanks.</summary>
    public static InternalHosts Read(IConfigurationSection section)
    {
        var hosts = section.GetSection("InternalHosts");
        var names = hosts.GetChildren().Select(child => child.Value).Append(hosts.Value).OfType<string>().SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        return new(names.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether this host may be internal.</summary>
    public bool Include(string host, int port) => Names.Contains(host) || Names.Contains($"{host}:{port}") || Names.Contains($"[{host}]:{port}");
}

/// <summary>Where a host leads.</summary>
/// <param name="Addresses">All its addresses; none when there is no such host.</param>
/// <param name="IsAllowed">Whether all of them may be connected to. One internal address among public ones is enough to refuse: it would be reached sooner or later.</param>
internal sealed record CheckedHost(IPAddress[] Addresses, bool IsAllowed)
{
    public static async Task<CheckedHost> LookUpAsync(string host, int port, InternalHosts allowed, HostResolver resolve, CancellationToken ct)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
        }
        catch (SocketException)
        {
            found = [];
        }

        return new(found, found.Length > 0 && (allowed.Include(host, port) || Array.TrueForAll(found, PublicAddress.IsPublic)));
    }
}

/// <summary>Connects to addresses that were checked, and to no others: a name that is asked for again may lead elsewhere by then.</summary>
internal static class CheckedConnection
{
    public static async ValueTask<Stream> OpenAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken ct)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException failure)
            {
                socket.Dispose();
                last = failure;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }
}
