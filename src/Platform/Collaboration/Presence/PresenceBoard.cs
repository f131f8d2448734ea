using Microsoft.Extensions.Hosting;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Presence;

/// <summary>
/// Who has which page open, on this replica and on the others. It is kept in memory and nowhere else: a replica says who is on it when that changes, and
/// again every few seconds to replicas where somebody looks at the same page, so what a dead one said last is forgotten.
/// </summary>
internal sealed class PresenceBoard : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(16);

    private readonly Lock _changing = new();
    private readonly Dictionary<string, Dictionary<Guid, Id<User>>> _here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<Guid, Heard>> _elsewhere = new(StringComparer.Ordinal);
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    public PresenceBoard(LiveFeed feed, TimeProvider time)
    {
        (_feed, _time) = (feed, time);
        feed.PresenceHeard += Hear;
    }

    /// <summary>Somebody has the page open. <paramref name="stay"/> tells two windows of one person apart.</summary>
    public void Enter(string topic, Guid stay, Id<User> person)
    {
        lock (_changing)
        {
            var stays = _here.TryGetValue(topic, out var known) ? known : _here[topic] = [];
            stays[stay] = person;
        }

        Tell(topic);
    }

    /// <summary>A window was closed. Harmless when it had been.</summary>
    public void Leave(string topic, Guid stay)
    {
        lock (_changing)
        {
            if (!_here.TryGetValue(topic, out var stays) || !stays.Remove(stay))
            {
                return;
            }

            if (stays.Count == 0)
            {
                _here.Remove(topic);
            }
        }

        Tell(topic);
    }

    /// <summary>Everybody who has the page open, each once.</summary>
    public IReadOnlyList<Id<User>> People(string topic)
    {
        lock (_changing)
        {
            var elsewhere = _elsewhere.TryGetValue(topic, out var replicas) ? replicas.Values.SelectMany(heard => heard.People) : [];
            return [.. PeopleHere(topic).Concat(elsewhere).Distinct()];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Beat, _time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            List<(string Topic, Id<User>[] People)> repeated;
            lock (_changing)
            {
                repeated = [.. _here.Keys.Select(topic => (topic, PeopleHere(topic)))];
            }

            repeated.ForEach(each => _feed.SayPresence(each.Topic, each.People));
            ForgetSilent();
        }
    }

    private void Tell(string topic)
    {
        Id<User>[] people;
        lock (_changing)
        {
            people = PeopleHere(topic);
        }

        _feed.SayPresence(topic, people);
        _feed.Deliver(topic, LiveMessage.Changed);
    }

    private void Hear(Guid replica, string topic, Id<User>[] people)
    {
        Id<User>[] answer = [];
        bool changed;
        lock (_changing)
        {
            var replicas = _elsewhere.TryGetValue(topic, out var known) ? known : _elsewhere[topic] = [];
            var before = replicas.GetValueOrDefault(replica);
            changed = before is null ? people.Length > 0 : !before.People.ToHashSet().SetEquals(people);
            if (before is null && people.Length > 0)
            {
                // Somebody is new there, and doesn't know yet who is here.
                answer = PeopleHere(topic);
            }

            if (people.Length > 0)
            {
                replicas[replica] = new(people, _time.GetTimestamp());
            }
            else
            {
                replicas.Remove(replica);
                DropEmpty(topic, replicas);
            }
        }

        if (answer.Length > 0)
        {
            _feed.SayPresence(topic, answer, isAnswer: true);
        }

        if (changed)
        {
            _feed.Deliver(topic, LiveMessage.Changed);
        }
    }

    private void ForgetSilent()
    {
        List<string> changed = [];
        lock (_changing)
        {
            foreach (var (topic, replicas) in _elsewhere.ToList())
            {
                var silent = replicas.Where(heard => _time.GetElapsedTime(heard.Value.At) > Silence).Select(heard => heard.Key).ToList();
                silent.ForEach(replica => replicas.Remove(replica));
                DropEmpty(topic, replicas);
                if (silent.Count > 0)
                {
                    changed.Add(topic);
                }
            }
        }

        changed.ForEach(topic => _feed.Deliver(topic, LiveMessage.Changed));
    }

    private void DropEmpty(string topic, Dictionary<Guid, Heard> replicas)
    {
        if (replicas.Count == 0)
        {
            _elsewhere.Remove(topic);
        }
    }

    private Id<User>[] PeopleHere(string topic) => _here.TryGetValue(topic, out var stays) ? [.. stays.Values.Distinct()] : [];

    private sealed record Heard(Id<User>[] People, long At);
}
