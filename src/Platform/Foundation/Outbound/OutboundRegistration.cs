using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Outbound;

internal static class OutboundRegistration
{
    /// <summary>What asks hosts that people name.</summary>
    public static void AddOutbound(this IServiceCollection services) => services.AddSingleton<HostResolver>(Dns.GetHostAddressesAsync);
}
