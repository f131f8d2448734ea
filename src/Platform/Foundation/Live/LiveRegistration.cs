using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

internal static class LiveRegistration
{
    public const string SignInFirst = "Sign in, or send an API token, before connecting to live updates.";

    /// <summary>Adds the feed, the hub's parts and, when <c>Slipway:Redis</c> is set, the way to the other replicas.</summary>
    public static void AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<TopicAccess>();
        services.AddSingleton<LiveConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveConnections>());
        services.AddSignalR().AddMessagePackProtocol();
        if (configuration["Slipway:Redis"] is { Length: > 0 } redis)
        {
            services.AddHostedService(provider => Backplane(provider, redis));
        }
    }

    /// <summary>
    /// Maps the hub. It asks the request's features who connects (<see cref="Principal"/>, <see cref="CredentialCheck"/>), so it stands behind
    /// the middleware that sets them; nobody is answered with 401 before a connection exists.
    /// </summary>
    public static void MapLive(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHub<LiveHub>(LiveHub.Path, options =>
        {
            // Long polling would answer from copies of the request that no longer know who connected.
            options.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents;
            options.CloseOnAuthenticationExpiration = true;
        }).Add(endpoint => endpoint.RequestDelegate = RefuseNobody(endpoint.RequestDelegate!));

    private static RequestDelegate RefuseNobody(RequestDelegate connect) => context =>
        context.Features.Get<Principal>() is null
            ? TypedResults.Problem(SignInFirst, statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context)
            : connect(context);

    private static RedisBackplane Backplane(IServiceProvider provider, string redis)
    {
        var backplane = new RedisBackplane(
            redis,
            provider.GetRequiredService<LiveFeed>(),
            provider.GetRequiredService<AccessMemory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisBackplane>>());
        backplane.AccessForgotten += provider.GetRequiredService<LiveConnections>().CheckAll;
        return backplane;
    }
}
