using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Artifacts;

internal static class ArtifactRegistration
{
    public static void AddArtifacts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new ArtifactLimits(
            configuration.GetValue("Slipway:Artifacts:MaxBytes", ArtifactLimits.DefaultBytes),
            configuration.GetValue<int?>("Slipway:Artifacts:TrashDays")));
        services.AddSingleton(new ContentReferences("Artifacts", db => db.Artifacts.Select(artifact => artifact.Digest)));
        services.AddSingleton(new ContentReferences("TrashedArtifacts", db => db.TrashedArtifacts.Select(artifact => artifact.Digest), IsCounted: false));
        services.AddRecurring<EmptyArtifactTrash>("artifacts.empty-trash", "Deletes files that were in the trash for as long as the plan keeps them.", job => job.RunAsync(CancellationToken.None), "47 * * * *");
        services.AddScoped<ArtifactTrash>();
        services.AddSingleton<ArtifactFolders>();
        services.AddSingleton<ArtifactTickets>();
        services.AddSingleton<ArtifactLane>();
        services.AddHostedService(provider => provider.GetRequiredService<ArtifactLane>());
        services.AddScoped(provider => new ArtifactService(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<ContentStore>(),
            provider.GetRequiredService<ArtifactFolders>(),
            provider.GetRequiredService<ArtifactLane>(),
            provider.GetRequiredService<ArtifactTrash>(),
            provider.GetRequiredService<ArtifactLimits>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped(provider => new ArtifactPartService(
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<PartUploads>(),
            provider.GetRequiredService<ArtifactService>(),
            provider.GetRequiredService<ArtifactTickets>(),
            provider.GetRequiredService<ArtifactLimits>()));
        services.AddScoped(provider => new RunArtifactService(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<ContentStore>(),
            provider.GetRequiredService<ArtifactService>(),
            provider.GetRequiredService<ArtifactTrash>(),
            provider.GetRequiredService<ArtifactLimits>(),
            provider.GetRequiredService<IQuotaLimits>()));
    }
}
