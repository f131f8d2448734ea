using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Events;

/// <summary>How events of one kind are told to people.</summary>
/// <param name="Kind">The kind it is about, such as <c>run.finished</c>.</param>
/// <param name="Label">What the kind is called where one chooses among kinds, such as «Run finished».</param>
/// <param name="Sentence">What is said after the actor's name, such as «finished run lively-heron-7».</param>
public sealed record EventStory(string Kind, string Label, Func<EventFact, string> Sentence)
{
    /// <summary>How several of one person, about different subjects, are told as one; null tells each subject by itself.</summary>
    public EventFold? Fold { get; init; }

    /// <summary>Whether nobody looks for it among what people did lately: the audit log tells it, activity leaves it out.</summary>
    public bool IsForAuditAlone { get; init; }

    /// <summary>The page that shows it, below the organization's own address, where the subject's address is no page; answers null when there is none.</summary>
    public Func<EventFact, string?>? Page { get; init; }
}

/// <summary>How several events of one kind and person are told as one.</summary>
/// <param name="Place">What holds all their subjects, such as the runs' experiment; it is also the page that shows them.</param>
/// <param name="Sentence">What is said after the actor's name, with {0} for how many they are, such as «logged {0} runs».</param>
public sealed record EventFold(Func<EventFact, string> Place, string Sentence);

/// <summary>All kinds of events, in words. Each module tells its own; audit, activity, notifications and webhooks read them here.</summary>
public sealed class EventStories
{
    private const string Projects = "projects/";
    private readonly Dictionary<string, EventStory> _stories;

    public EventStories(IEnumerable<EventStory> stories) => _stories = stories.ToDictionary(story => story.Kind, StringComparer.Ordinal);

    /// <summary>Every kind that is told, in the order in which the modules declare them.</summary>
    public IReadOnlyCollection<EventStory> All => _stories.Values;

    /// <summary>The kind's name for people; the kind itself when nobody tells it.</summary>
    public string Label(string kind) => _stories.TryGetValue(kind, out var story) ? story.Label : kind;

    /// <summary>What happened, to be read after the actor's name.</summary>
    public string Tell(EventFact fact) => _stories.TryGetValue(fact.Kind, out var story) ? story.Sentence(fact) : $"did {fact.Kind}";

    /// <summary>What happened several times, to be read after the actor's name.</summary>
    /// <param name="last">The last of them.</param>
    public string Tell(EventFact last, int count) =>
        count == 1 ? Tell(last)
        : Fold(last.Kind) is { } fold ? string.Format(CultureInfo.InvariantCulture, fold.Sentence, count.ToString("N0", CultureInfo.InvariantCulture))
        : string.Create(CultureInfo.InvariantCulture, $"{Tell(last)} ({count:N0} times)");

    /// <summary>Whether activity leaves the kind out.</summary>
    public bool IsForAuditAlone(string kind) => _stories.GetValueOrDefault(kind)?.IsForAuditAlone is true;

    /// <summary>What an event is told as one with others by: its subject, or what holds several.</summary>
    public string PlaceOf(EventFact fact) => Fold(fact.Kind)?.Place(fact) ?? fact.Subject;

    /// <summary>The page that shows what happened, below the organization's own address; null when there is none.</summary>
    public string? PageOf(EventFact last, int count = 1) =>
        count > 1 && Fold(last.Kind) is { } fold ? Page(fold.Place(last))
        : _stories.GetValueOrDefault(last.Kind)?.Page is { } page ? page(last)
        : Page(last.Subject);

    private EventFold? Fold(string kind) => _stories.GetValueOrDefault(kind)?.Fold;

    /// <summary>The address of the page that shows an event's subject, below the organization's own: <c>vision/runs/1a2b</c> for <c>projects/vision/runs/1a2b</c>.</summary>
    public static string Page(string subject) => subject.StartsWith(Projects, StringComparison.Ordinal) ? subject[Projects.Length..] : subject;
}

internal static class EventStoryRegistration
{
    /// <summary>Says how a module's events are told.</summary>
    public static void AddEventStories(this IServiceCollection services, params ReadOnlySpan<EventStory> stories)
    {
        foreach (var story in stories)
        {
            services.AddSingleton(story);
        }
    }
}
