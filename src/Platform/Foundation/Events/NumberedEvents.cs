using System.Collections.Concurrent;

namespace Slipway.Foundation.Events;

/// <summary>Tells <see cref="EventFollower"/> whose events were numbered here; it looks for all others by itself.</summary>
internal sealed class NumberedEvents
{
    private readonly ConcurrentDictionary<Id<Organization>, bool> _organizations = new();
    private readonly EventSignal _signal = new();

    public void Add(Id<Organization> organization)
    {
        _organizations[organization] = true;
        _signal.Raise();
    }

    /// <summary>Waits for the next ones, at most so long, and takes them.</summary>
    public async Task<List<Id<Organization>>> TakeAsync(TimeSpan atMost, CancellationToken ct)
    {
        await _signal.WaitAsync(atMost, ct);
        return [.. _organizations.Keys.Where(organization => _organizations.TryRemove(organization, out _))];
    }
}
