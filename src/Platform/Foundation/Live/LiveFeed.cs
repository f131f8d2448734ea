using System.Collections.Concurrent;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>
/// Carries what just happened to open screens, here and, when a backplane is attached, on the other replicas. Publishing never waits for
/// a reader and costs a look-up where nobody listens. Delivery is best effort: a reader that misses something is told to refetch.
/// </summary>
public sealed class LiveFeed(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LiveSubscription[]> _topics = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private RedisBackplane? _backplane;

    /// <summary>
    /// Starts to listen. Reading is up to one consumer; dispose the subscription to stop. Asks nobody for permission: messages without
    /// points may go to whoever reads through services, which ask; points go out through the hub, which asks too.
    /// </summary>
    /// <param name="topic">A name made by <see cref="Topics"/>.</param>
    public LiveSubscription Subscribe(string topic)
    {
        var subscription = new LiveSubscription(topic, this, time);
        lock (_changing)
        {
            var others = _topics.GetValueOrDefault(topic, []);
            _topics[topic] = [.. others, subscription];
            if (others.Length == 0)
            {
                _backplane?.SayWanted(topic);
            }
        }

        return subscription;
    }

    /// <summary>Whether anybody, here or on another replica, listens to the topic. Ask before building an expensive message.</summary>
    public bool HasSubscribers(string topic) => _topics.ContainsKey(topic) || _backplane?.IsWanted(topic) is true;

    /// <summary>Tells the topic's subscribers, on every replica; returns at once and never throws.</summary>
    public void Publish(string topic, LiveMessage message)
    {
        Deliver(topic, message);
        if (_backplane is { } backplane && backplane.IsWanted(topic))
        {
            backplane.Send(topic, message);
        }
    }

    /// <summary>Raised with another replica's id, a page's topic, and whoever has the page open there.</summary>
    internal event Action<Guid, string, Id<User>[]>? PresenceHeard;

    /// <summary>Tells the other replicas who has a page open here: those on which somebody listens to its topic or, as an answer, all.</summary>
    internal void SayPresence(string topic, Id<User>[] people, bool isAnswer = false)
    {
        if (_backplane is { } backplane && (isAnswer || backplane.IsWanted(topic)))
        {
            backplane.SayPresence(topic, people);
        }
    }

    internal void HearPresence(Guid replica, string topic, Id<User>[] people) => PresenceHeard?.Invoke(replica, topic, people);

    /// <summary>Tells this replica's subscribers alone.</summary>
    internal void Deliver(string topic, LiveMessage message)
    {
        if (_topics.TryGetValue(topic, out var subscriptions))
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(message);
            }
        }
    }

    /// <summary>Tells every subscriber of this replica that something may have been missed.</summary>
    internal void RefetchAll()
    {
        foreach (var topic in _topics.Keys)
        {
            Deliver(topic, LiveMessage.Refetch);
        }
    }

    /// <summary>Connects the other replicas; the topics that are listened to here are theirs to hear of.</summary>
    internal void Attach(RedisBackplane backplane) => _backplane = backplane;

    /// <summary>The topics that somebody on this replica listens to.</summary>
    internal string[] WantedHere() => [.. _topics.Keys];

    internal void Remove(LiveSubscription subscription)
    {
        lock (_changing)
        {
            if (!_topics.TryGetValue(subscription.Topic, out var subscriptions))
            {
                return;
            }

            var others = Array.FindAll(subscriptions, other => other != subscription);
            if (others.Length > 0)
            {
                _topics[subscription.Topic] = others;
            }
            else if (_topics.TryRemove(subscription.Topic, out _))
            {
                _backplane?.SayUnwanted(subscription.Topic);
            }
        }
    }
}
