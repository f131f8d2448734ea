using System.Text.Json;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Notifications;

/// <summary>
/// Makes events of one kind come into inboxes. Whoever watches the subject, or something that it lies in, is told; so is who made the subject, and
/// whom <see cref="Concerns"/> names. Nobody is told of their own acts, of what they may not see, or of what they turned off. A module registers
/// its rules with <c>services.AddNotificationRules(…)</c>; the words come from the kind's <see cref="EventStory"/>.
/// </summary>
/// <param name="Kind">The events' kind, such as <c>run.failed</c>.</param>
/// <param name="Category">What people turn on and off together.</param>
public sealed record NotificationRule(string Kind, NotificationCategory Category)
{
    /// <summary>Who is told besides those who watch, and why; from the event's own members.</summary>
    public Func<EventFact, IEnumerable<Concern>> Concerns { get; init; } = _ => [];

    /// <summary>Who isn't told by this event, because another event of the same act tells them: those whom a comment names.</summary>
    public Func<EventFact, IEnumerable<Id<User>>> Spares { get; init; } = _ => [];

    /// <summary>Subjects besides those that the event's address lies in, whose watchers are told too: a run's experiment.</summary>
    public Func<EventFact, IEnumerable<string>> AlsoWatched { get; init; } = _ => [];

    /// <summary>Why the actor watches the subject from then on; null when the act doesn't make anybody watch it.</summary>
    public WatchReason? ActorWatches { get; init; }

    /// <summary>The address that the subject had before this event gave it another one: whoever watched it there, or something in it, goes on to. Null when it stays.</summary>
    public Func<EventFact, string?> MovedFrom { get; init; } = _ => null;

    /// <summary>Whether the event puts something new at its address: what was watched there before was another thing, which is gone.</summary>
    public bool Begins { get; init; }

    /// <summary>Whether those who watch are told, and not only <see cref="Concerns"/>.</summary>
    public bool TellsWatchers { get; init; } = true;

    /// <summary>Whether the actor is told too: for what a program does in somebody's name, such as failing.</summary>
    public Func<EventFact, bool> TellsActor { get; init; } = _ => false;

    /// <summary>Whether people are told who chose nothing.</summary>
    public bool IsOnByDefault { get; init; } = true;

    /// <summary>What one must be allowed to do, in the event's project or else the organization, to be told.</summary>
    public Permission? Needs { get; init; }

    /// <summary>What is said to those who are told, after the actor's name; the story's sentence where it isn't given.</summary>
    public Func<EventFact, string>? Sentence { get; init; }

    /// <summary>The page that shows it, below the organization's address; by default the subject's.</summary>
    public Func<EventFact, string> Page { get; init; } = fact => EventStories.Page(fact.Subject);
}

/// <summary>People whom an event concerns: one person, a team, or everybody who may do something in the event's project or organization.</summary>
public sealed record Concern
{
    private Concern(WatchReason reason) => Reason = reason;

    /// <summary>Why they are told.</summary>
    public WatchReason Reason { get; }

    internal Id<User>? User { get; private init; }
    internal Permission? Holders { get; private init; }

    /// <summary>One person.</summary>
    public static Concern Of(Id<User> user, WatchReason reason) => new(reason) { User = user };

    /// <summary>The people whose ids a member of the event holds, one or a list of them.</summary>
    /// <param name="member">The member's name in camel case, such as <c>participants</c>.</param>
    public static IEnumerable<Concern> In(EventFact fact, string member, WatchReason reason) => Ids(fact, member).Select(user => Of(user, reason));

    /// <summary>The ids of people that a member of the event holds, one or a list of them.</summary>
    public static IEnumerable<Id<User>> Ids(EventFact fact, string member) =>
        !fact.Data.TryGetProperty(member, out var value) ? []
        : value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Select(each => Id<User>.Parse(each.ToString(), null))
        : Id<User>.TryParse(value.ToString(), null, out var one) ? [one]
        : [];

    /// <summary>Everybody who may do this there.</summary>
    public static Concern OfHolders(Permission permission) => new(WatchReason.Responsible) { Holders = permission };
}
