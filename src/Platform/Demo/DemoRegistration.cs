using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Demo;

internal static class DemoRegistration
{
    public static void AddDemo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provided => DemoSettings.Read(configuration, provided.GetRequiredService<DatabaseSettings>().Provider));
        services.AddSingleton<DemoWorld>();
        services.AddSingleton<DemoBeginning>();
        services.AddSingleton(provided => new DemoTrainings(
            provided.GetRequiredService<IServer>(),
            provided.GetRequiredService<DemoSettings>(),
            provided.GetRequiredService<DemoBeginning>(),
            provided.GetRequiredService<LiveFeed>(),
            provided.GetRequiredService<TimeProvider>(),
            provided.GetRequiredService<ILogger<DemoTrainings>>()));
        services.AddHostedService(provided => provided.GetRequiredService<DemoTrainings>());
        services.AddScoped<DemoModels>();
        services.AddScoped<DemoService>();
        services.AddSingleton<RemoteDemo>();
    }
}
