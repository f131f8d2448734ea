using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Account;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Registry.Aliases;
using Slipway.Registry.Archiving;
using Slipway.Registry.Cards;
using Slipway.Registry.Compare;
using Slipway.Registry.Dossiers;
using Slipway.Registry.Models;
using Slipway.Registry.Production;
using Slipway.Registry.Prompts;
using Slipway.Registry.Reviews;
using Slipway.Registry.Stages;
using Slipway.Registry.Trash;
using Slipway.Registry.Versions;

namespace Slipway.Registry;

internal static class RegistryRegistration
{
    public static void AddRegistry(this IServiceCollection services)
    {
        services.AddEventStories(RegistryStories.All);
        services.AddRegistryNotifications();
        services.AddScoped<ICommentSubjects, ModelComments>();
        services.AddScoped<ICommentSubjects, VersionComments>();
        services.AddScoped<ICommentSubjects, CardComments>();
        services.AddScoped<ModelWriter>();
        services.AddSingleton(new QuotaMeasure(Resource.RegisteredModels, (db, organization, ct) => db.RegisteredModels.LongCountAsync(model => model.OrganizationId == organization && model.DeletedAt == 0, ct)));
        services.AddScoped<ModelService>();
        services.AddScoped<VersionSources>();
        services.AddScoped<VersionContents>();
        services.AddScoped<VersionPlaces>();
        services.AddScoped<FolderHolds>();
        services.AddRecurring<EndLeftHolds>("registry.end-left-holds", "Lets go of folders that a registration held when its process was stopped.", end => end.RunAsync(CancellationToken.None), "13 * * * *");
        services.AddScoped<VersionService>();
        services.AddScoped<VersionContentService>();
        services.AddScoped<VersionCopyService>();
        services.AddScoped<VersionCompareService>();
        services.AddScoped<Erasure>();
        services.AddScoped(provided => new ModelTrashService(
            provided.GetRequiredService<IDbContextFactory<SaasDb>>(), provided.GetRequiredService<ModelWriter>(), provided.GetRequiredService<Erasure>(), provided.GetRequiredService<QuotaLedger>(), provided.GetRequiredService<Access>()));
        services.AddScoped<IPersonalData, KeptByRegistry>();
        services.AddScoped<IHandover, HandedOverByRegistry>();
        services.AddScoped<IProjectContents, KeptInProjectsByRegistry>();
        services.AddSingleton(new ContentReferences("ModelVersionFiles", db => db.VersionFiles.Select(file => file.Digest)));
        services.AddSingleton<IArchivePart, ModelsPart>();
        services.AddSingleton<IArchivePart, ReviewsPart>();
        services.AddScoped<ArrivingVersions>();
        services.AddScoped<IArrivalPart, ArrivingModels>();
        services.AddSingleton<IOrganizationArchivePart, StagesPart>();
        services.AddScoped<AliasService>();
        services.AddScoped<StageService>();
        services.AddScoped<StageDefinitionService>();
        services.AddScoped<CardService>();
        services.AddScoped<PromptService>();
        services.AddScoped<DossierService>();
        services.AddScoped<ProductionService>();
        services.AddEventStories(new EventStory("card.written", "Model card written", fact => $"wrote the card of {fact.Text("model")} (revision {fact.Text("revision")})"));
        services.AddReviews();
    }
}
