using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Events;

/// <summary>How events of one kind are told to people.</summary>
/// <param name="Kind">The kind it is about, such as <c>run.finished</c>.</param>
/// <param name="Label">What the kind is called where one chooses among kinds, such as «Run finished».</param>
/// <param name="Sentence">What is said after the actor's name, such as «finished run lively-heron-7».</param>
public sealed record EventStory(string Kind, string Label, Func<EventFact, string> Sentence);

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
