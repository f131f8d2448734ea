using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Artifacts;

internal static class ArtifactRegistration
{
    public static void AddArtifacts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new ArtifactLimits(configuration.GetValue("Slipway:Artifacts:MaxBytes", ArtifactLimits.DefaultBytes)));
        services.AddSingleton(new ContentReferences(db => db.Artifacts.Select(artifact => artifact.Digest)));
        services.AddSingleton<ArtifactFolders>();
        services.AddSingleton<ArtifactTickets>();
        services.AddSingleton<ArtifactLane>();
        services.AddHostedService(provider => provider.GetRequiredService<ArtifactLane>());
        services.AddScoped(provider => new ArtifactService(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<WriteGate>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<ContentStore>(),
            provider.GetRequiredService<ArtifactFolders>(),
            provider.GetRequiredService<ArtifactLane>(),
            provider.GetRequiredService<ArtifactLimits>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped(provider => new ArtifactPartService(
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<PartUploads>(),
            provider.GetRequiredService<ArtifactService>(),
            provider.GetRequiredService<ArtifactTickets>(),
            provider.GetRequiredService<ArtifactLimits>()));
    }
}
