using System.Net;
using System.Net.Sockets;

namespace Slipway.Commands;

/// <summary>Sees before a start whether somebody else listens where it is to listen: a sentence then helps more than the web server's stack trace.</summary>
internal static class TakenPort
{
    /// <summary>What to tell about the first address that is taken; null when none is.</summary>
    /// <param name="urls">Where the server is to listen, separated by semicolons. What is no address isn't judged here.</param>
    public static string? Among(string? urls) =>
        (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(IsTaken) is { } taken
            ? $"Something else listens at {taken} already. Stop it, or start here at another address, such as --urls http://localhost:{BindingAddress.Parse(taken).Port + 1}."
            : null;

    private static bool IsTaken(string url)
    {
        // Port 0 is whichever is free.
        if (!Uri.TryCreate(url.Replace("*", "[::]", StringComparison.Ordinal).Replace("+", "[::]", StringComparison.Ordinal), UriKind.Absolute, out _)
            || BindingAddress.Parse(url) is not { IsUnixPipe: false, IsNamedPipe: false, Port: > 0 } address)
        {
            return false;
        }

        var ip = address.Host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host, out var named) ? named : IPAddress.IPv6Any;
        if (ip.AddressFamily is AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
        {
            ip = IPAddress.Any;
        }

        try
        {
            using var listener = new TcpListener(ip, address.Port);
            listener.Start();
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.AddressAlreadyInUse;
        }
    }
}
