using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Slipway.Foundation.Live;

/// <summary>
/// One reader of one topic. It yields at most ten messages a second: what is published in between is merged. What waits is bounded, and a
/// reader so slow that the bound is reached finds a single <see cref="LiveMessage.Refetch"/> instead. Ends when it is disposed.
/// </summary>
public sealed class LiveSubscription : IAsyncEnumerable<LiveMessage>, IDisposable
{
    /// <summary>The least time between two messages.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    internal const int MessageLimit = 256;
    internal const int PointLimit = 20_000;

    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _pending = new();
    private readonly List<LivePoints> _points = [];
    private int _pointCount;
    private bool _changed;
    private bool _refetch;

    internal LiveSubscription(string topic, LiveFeed feed, TimeProvider time) => (Topic, _feed, _time) = (topic, feed, time);

    /// <summary>What is listened to.</summary>
    public string Topic { get; }

    /// <summary>Reads until the subscription is disposed or <paramref name="cancellationToken"/> is cancelled. For one reader.</summary>
    public IAsyncEnumerator<LiveMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        ReadAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);

    /// <summary>Stops listening and ends the reader's loop. Harmless when repeated.</summary>
    public void Dispose()
    {
        _feed.Remove(this);
        _raised.Writer.TryComplete();
    }

    internal void Offer(LiveMessage message)
    {
        lock (_pending)
        {
            if (_refetch)
            {
                // Whoever reads again after the refetch finds this too: it is durable before it is published.
                return;
            }

            if (message is LivePoints points)
            {
                _points.Add(points);
                _pointCount += points.Count;
                _refetch = _points.Count > MessageLimit || _pointCount > PointLimit;
            }
            else
            {
                _changed |= message == LiveMessage.Changed;
                _refetch = message == LiveMessage.Refetch;
            }

            if (_refetch)
            {
                (_changed, _pointCount) = (false, 0);
                _points.Clear();
            }
        }

        _raised.Writer.TryWrite(true);
    }

    private async IAsyncEnumerable<LiveMessage> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (await _raised.Reader.WaitToReadAsync(ct))
        {
            _raised.Reader.TryRead(out _);
            while (Take() is { } message)
            {
                var yielded = _time.GetTimestamp();
                yield return message;
                if (Interval - _time.GetElapsedTime(yielded) is var rest && rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, _time, ct);
                }
            }
        }
    }

    /// <summary>The next thing to say, or null: a refetch stands for all; points go before the notice, as a chart waits for them.</summary>
    private LiveMessage? Take()
    {
        List<LivePoints> same;
        lock (_pending)
        {
            if (_refetch)
            {
                _refetch = false;
                return LiveMessage.Refetch;
            }

            if (_points.Count == 0)
            {
                var changed = _changed;
                _changed = false;
                return changed ? LiveMessage.Changed : null;
            }

            var run = _points[0].Run;
            same = _points.FindAll(points => points.Run == run);
            _points.RemoveAll(points => points.Run == run);
            _pointCount -= same.Sum(points => points.Count);
        }

        return LivePoints.Merge(same);
    }
}
