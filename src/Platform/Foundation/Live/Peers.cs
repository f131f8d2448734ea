namespace Slipway.Foundation.Live;

/// <summary>The other replicas, and which topics somebody on them listens to.</summary>
internal sealed class Peers(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<Guid, long> _seen = [];
    private readonly Dictionary<Guid, HashSet<string>> _wanted = [];
    private volatile HashSet<string> _any = [];

    /// <summary>Whether somebody on another replica listens to the topic.</summary>
    public bool Want(string topic) => _any.Contains(topic);

    /// <summary>Notes that the replica lives and wants the topics, besides what it named before or instead of it; returns what is new.</summary>
    public string[] Note(Guid replica, bool all, string[] topics)
    {
        lock (_changing)
        {
            _seen[replica] = time.GetTimestamp();
            var before = _wanted.GetValueOrDefault(replica, []);
            var added = Array.FindAll(topics, topic => !before.Contains(topic));
            if (added.Length > 0 || (all && topics.Length != before.Count))
            {
                _wanted[replica] = all ? [.. topics] : [.. before, .. topics];
                Combine();
            }

            return added;
        }
    }

    public void Drop(Guid replica, string topic)
    {
        lock (_changing)
        {
            if (_wanted.TryGetValue(replica, out var topics) && topics.Remove(topic))
            {
                Combine();
            }
        }
    }

    /// <summary>Forgets replicas that were silent for longer: they are gone.</summary>
    public void ForgetSilent(TimeSpan longerThan)
    {
        lock (_changing)
        {
            foreach (var (replica, _) in _seen.Where(seen => time.GetElapsedTime(seen.Value) > longerThan).ToList())
            {
                _seen.Remove(replica);
                _wanted.Remove(replica);
            }

            Combine();
        }
    }

    // Publishers read the combined set without a lock, so each change makes a new one.
    private void Combine() => _any = [.. _wanted.Values.SelectMany(topics => topics)];
}
