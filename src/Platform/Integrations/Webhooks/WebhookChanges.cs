using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Integrations.Webhooks;

internal sealed record WebhookCreated(string Project, Id<Webhook> Webhook, string Name) : PlatformEvent("webhook.created", WebhookChanges.Subject(Project, Webhook));

internal sealed record WebhookChanged(string Project, Id<Webhook> Webhook, string Name) : PlatformEvent("webhook.changed", WebhookChanges.Subject(Project, Webhook));

internal sealed record WebhookSecretRotated(string Project, Id<Webhook> Webhook, string Name) : PlatformEvent("webhook.secret_rotated", WebhookChanges.Subject(Project, Webhook));

internal sealed record WebhookEnabled(string Project, Id<Webhook> Webhook, string Name) : PlatformEvent("webhook.enabled", WebhookChanges.Subject(Project, Webhook));

/// <param name="Reason">Why the server did it; null when a person did.</param>
/// <param name="MakerId">Who made the webhook, and is told of it.</param>
internal sealed record WebhookDisabled(string Project, Id<Webhook> Webhook, string Name, string? Reason, Id<User>? MakerId)
    : PlatformEvent("webhook.disabled", WebhookChanges.Subject(Project, Webhook))
{
    /// <summary>What the webhook is called where people are told.</summary>
    public string Title => $"Webhook {Name}";
}

internal sealed record WebhookDeleted(string Project, Id<Webhook> Webhook, string Name) : PlatformEvent("webhook.deleted", WebhookChanges.Subject(Project));

/// <summary>What happens to webhooks themselves, in words. The addresses they send to are in no event: they often hold a key.</summary>
internal static class WebhookChanges
{
    public static readonly EventStory[] Stories =
    [
        new("webhook.created", "Webhook created", fact => $"made the webhook {fact.Text("name")}"),
        new("webhook.changed", "Webhook changed", fact => $"changed the webhook {fact.Text("name")}"),
        new("webhook.secret_rotated", "Webhook secret rotated", fact => $"gave the webhook {fact.Text("name")} a new secret"),
        new("webhook.enabled", "Webhook enabled", fact => $"enabled the webhook {fact.Text("name")}"),
        new("webhook.disabled", "Webhook disabled", fact => fact.Text("reason") is { Length: > 0 } reason ? $"disabled the webhook {fact.Text("name")}: {reason}" : $"disabled the webhook {fact.Text("name")}"),
        new("webhook.deleted", "Webhook deleted", fact => $"deleted the webhook {fact.Text("name")}"),
    ];

    /// <summary>Whoever made a webhook is told that it doesn't send any more; whoever may mend it, when its maker is gone.</summary>
    public static readonly NotificationRule[] Rules =
    [
        new("webhook.disabled", NotificationCategory.Organization)
        {
            Concerns = fact => Concern.In(fact, "makerId", WatchReason.Created).DefaultIfEmpty(Concern.OfHolders(Permission.WebhooksManage)),
            Needs = Permission.WebhooksManage,
            TellsWatchers = false,
        },
    ];

    public static string Subject(string project, Id<Webhook> webhook) => $"projects/{project}/settings/webhooks/{webhook}";

    public static string Subject(string project) => $"projects/{project}/settings/webhooks";
}
