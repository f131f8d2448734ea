using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Events;

internal static class EventRegistration
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventSignal>();
        services.AddSingleton<NumberedEvents>();
        services.AddSingleton<EventStories>();
        services.AddHostedService<EventDispatcher>();
        services.AddHostedService<EventFollower>();
    }
}
