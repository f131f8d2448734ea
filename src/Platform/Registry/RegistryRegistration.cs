using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;
using Slipway.Registry.Aliases;
using Slipway.Registry.Cards;
using Slipway.Registry.Dossiers;
using Slipway.Registry.Models;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;

namespace Slipway.Registry;

internal static class RegistryRegistration
{
    public static void AddRegistry(this IServiceCollection services)
    {
        services.AddEventStories(RegistryStories.All);
        services.AddRegistryNotifications();
        services.AddScoped<ModelWriter>();
        services.AddScoped<ModelService>();
        services.AddScoped<VersionSources>();
        services.AddScoped<VersionService>();
        services.AddScoped<AliasService>();
        services.AddScoped<StageService>();
        services.AddScoped<CardService>();
        services.AddScoped<DossierService>();
        services.AddEventStories(new EventStory("card.written", "Model card written", fact => $"wrote the card of {fact.Text("model")} (revision {fact.Text("revision")})"));
    }
}
