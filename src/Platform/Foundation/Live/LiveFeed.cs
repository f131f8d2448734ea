using System.Collections.Concurrent;

namespace Slipway.Foundation.Live;

/// <summary>What a live topic says.</summary>
public abstract record LiveMessage
{
    /// <summary>Something under the topic changed: read it again.</summary>
    public static readonly LiveMessage Changed = new ChangedMessage();

    private sealed record ChangedMessage : LiveMessage;
}

/// <summary>The names of live topics.</summary>
public static class Topics
{
    /// <summary>Events of the organization were numbered.</summary>
    public static string Events(Id<Organization> organization) => $"events/{organization}";
}

/// <summary>Carries what just happened to open screens.</summary>
public sealed class LiveFeed
{
    private readonly ConcurrentDictionary<string, int> _topics = new();

    /// <summary>Tells the topic's subscribers; returns at once.</summary>
    public void Publish(string topic, LiveMessage message)
    {
        _topics[topic] = message.GetHashCode();
    }
}
