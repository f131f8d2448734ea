using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Collaboration.Watching;
using Slipway.Collaboration.Notifications.Mailing;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Identity.Account;

namespace Slipway.Collaboration.Notifications;

internal static class NotificationRegistration
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<NotificationRules>();
        services.AddSingleton<Watchables>();
        services.AddWatchable(WatchedProjects.Watchable);
        services.AddEventConsumer<TellPeople>(TellPeople.Name);
        // What an organization uses is known above here, where nobody knows of inboxes.
        services.AddNotificationRules(new NotificationRule("usage.warned", NotificationCategory.Organization)
        {
            Concerns = _ => [Concern.OfHolders(Permission.UsageRead)],
            Needs = Permission.UsageRead,
            TellsWatchers = false,
        });
        services.AddScoped<InboxService>();
        services.AddScoped<WatchService>();
        services.AddRecurring<SweepInboxes>("collaboration.sweep-inboxes", "Clears old notifications out of inboxes.", job => job.RunAsync(CancellationToken.None), "41 2 * * *");
        services.AddScoped<NotificationSettingsService>();
        services.AddScoped<UnsubscribeService>();
        services.AddScoped<NotificationLetters>();
        services.AddRecurring<MailNotifications>("collaboration.mail-notifications", "Mails notifications and daily digests.", job => job.RunAsync(CancellationToken.None), "* * * * *", JobQueues.Default);
        services.AddScoped<IPersonalData, KeptByNotifications>();
    }

    /// <summary>Maps the caller's own inbox, what they watch and what they chose.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder api)
    {
        api.MapInbox();
        api.MapWatchList();

        var settings = api.MapGroup("/account/notifications").WithTags("Inbox");
        settings.MapGet("/", (NotificationSettingsService service, CancellationToken ct) => service.GetAsync(ct).ToHttp());
        settings.MapPatch("/", (NotificationSettingsService service, ChooseNotifications request, CancellationToken ct) => service.ChooseAsync(request, ct).ToHttp());

        // Pressed in a mail program, which posts its own form and has no cookie: the code says who asks.
        api.MapPost("/unsubscribe", (UnsubscribeService service, string? code, CancellationToken ct) => service.StopAsync(code, false, ct).ToHttp()).AllowAnonymous().WithTags("Inbox");
    }
}
