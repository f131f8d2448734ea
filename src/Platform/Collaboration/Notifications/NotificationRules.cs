using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications;

/// <summary>All rules by their kind of event.</summary>
public sealed class NotificationRules(IEnumerable<NotificationRule> declared)
{
    private readonly Dictionary<string, NotificationRule> _byKind = declared.ToDictionary(rule => rule.Kind, StringComparer.Ordinal);

    internal IReadOnlyCollection<NotificationRule> All => _byKind.Values;

    internal NotificationRule? Find(string kind) => _byKind.GetValueOrDefault(kind);
}

/// <summary>How modules make their events come into inboxes.</summary>
public static class NotificationRuleRegistration
{
    /// <summary>Makes events of a module come into inboxes.</summary>
    public static void AddNotificationRules(this IServiceCollection services, params ReadOnlySpan<NotificationRule> rules)
    {
        foreach (var rule in rules)
        {
            services.AddSingleton(rule);
        }
    }
}

/// <summary>How one event is told to everybody.</summary>
/// <param name="Title">What its subject is called.</param>
internal sealed record Telling(NotificationRule Rule, EventFact Fact, string Title, string Sentence);

/// <summary>Why somebody is told.</summary>
/// <param name="Via">What is watched, when it isn't the subject itself; empty otherwise.</param>
internal sealed record Heard(Watching.WatchReason Reason, string Via = "");
