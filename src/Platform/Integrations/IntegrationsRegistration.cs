using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Live;
using Slipway.Identity.Account;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects.Lifecycle;
using Slipway.Integrations.Archives;
using Slipway.Integrations.Exports;
using Slipway.Integrations.Imports;
using Slipway.Integrations.Webhooks;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Integrations.Webhooks.Mlflow;
using Slipway.Integrations.Webhooks.Targets;

namespace Slipway.Integrations;

internal static class IntegrationsRegistration
{
    public static void AddIntegrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(WebhookSettings.Read(configuration));
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookKinds>();
        services.AddSingleton<WebhookMessages>();
        services.AddSingleton<WebhookRound>();
        services.AddScoped<WebhookHurry>();
        services.AddScoped<WebhookCourier>();
        services.AddScoped<MlflowWebhooks>();
        services.AddScoped<IPersonalData, KeptByWebhooks>();
        services.AddScoped<IHandover, HandedOverByWebhooks>();
        services.AddScoped<IProjectContents, KeptInProjectsByIntegrations>();
        services.AddScoped(provider => new WebhookService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<WebhookTargets>(),
            provider.GetRequiredService<WebhookSecrets>(),
            provider.GetRequiredService<WebhookKinds>(),
            provider.GetRequiredService<WebhookHurry>(),
            provider.GetRequiredService<LiveFeed>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped(provider => new WebhookDeliveryService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<WebhookCourier>(),
            provider.GetRequiredService<WebhookKinds>(),
            provider.GetRequiredService<WebhookHurry>(),
            provider.GetRequiredService<LiveFeed>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<ArchiveDesk>();
        services.AddSingleton<ArchiveSeal>();
        services.AddSingleton(new ContentReferences("Exports", db => db.Exports.Where(export => export.Digest != null).Select(export => export.Digest!), IsCounted: false));
        services.AddScoped(provider => new ExportService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(),
            provider.GetRequiredService<Tenant>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<ContentStore>(),
            provider.GetRequiredService<IBackgroundJobClient>(),
            provider.GetRequiredService<LiveFeed>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ContentReferences("Imports", db => db.Imports.Where(import => import.Digest != null).Select(import => import.Digest!), IsCounted: false));
        services.AddScoped(provider => new ImportService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(),
            provider.GetRequiredService<Tenant>(),
            provider.GetRequiredService<Access>(),
            provider.GetRequiredService<ContentStore>(),
            provider.GetRequiredService<IQuotaLimits>(),
            provider.GetRequiredService<QuotaLedger>(),
            provider.GetRequiredService<IBackgroundJobClient>(),
            provider.GetRequiredService<LiveFeed>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddEventStories(ImportEvents.Stories);
        services.AddNotificationRules(ImportEvents.Rules);
        services.AddEventStories(ExportEvents.Stories);
        services.AddNotificationRules(ExportEvents.Rules);
        services.AddRecurring<ResumeArchives>("integrations.resume-archives", "Goes on with exports that a restart or a crash interrupted.", job => job.RunAsync(CancellationToken.None), "* * * * *", JobQueues.Default);
        services.AddRecurring<ExpireArchives>("integrations.expire-archives", "Deletes exports whose seven days are over.", job => job.RunAsync(CancellationToken.None), "7 * * * *");
        services.AddEventStories(WebhookChanges.Stories);
        services.AddNotificationRules(WebhookChanges.Rules);
        services.AddEventConsumer<QueueWebhooks>(QueueWebhooks.Name);
        services.AddRecurring<SendWebhooks>("integrations.send-webhooks", "Delivers events to webhooks, and tries again what failed.", job => job.RunAsync(CancellationToken.None), "* * * * *", JobQueues.Default);
        services.AddRecurring<ForgetDeliveries>("integrations.forget-deliveries", "Clears the log of old webhook deliveries.", job => job.RunAsync(CancellationToken.None), "41 3 * * *");
    }
}
