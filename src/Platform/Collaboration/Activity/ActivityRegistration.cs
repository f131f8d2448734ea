using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Activity;

internal static class ActivityRegistration
{
    public static void AddActivity(this IServiceCollection services)
    {
        services.AddEventConsumer<GatherActivity>("activity");
        services.AddScoped<ActivityService>();
    }
}
