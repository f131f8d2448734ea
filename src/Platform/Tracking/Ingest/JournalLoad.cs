using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Slipway.Tracking.Ingest;

/// <summary>How much this process has put into the journals of its runs since they were compacted, and which of them should be compacted now.</summary>
internal sealed class JournalLoad(TimeProvider time)
{
    /// <summary>A quiet run with so few rows …</summary>
    public const int FewRows = 8;

    /// <summary>… and points stays as it is: chunks would take more room.</summary>
    public const int FewPoints = 256;

    /// <summary>A run's journal is compacted when it has so many rows …</summary>
    public const int ManyRows = 512;

    /// <summary>… or so many points …</summary>
    public const int ManyPoints = 64_000;

    /// <summary>… or when its run has been quiet for so long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private long _last;
    private readonly ConcurrentDictionary<long, Load> _loads = new();
    private readonly Channel<long> _due = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Whether nothing was logged for some seconds.</summary>
    public bool IsCalm => time.GetElapsedTime(Interlocked.Read(ref _last)) > Calm;

    /// <summary>The runs whose journal should be compacted now, as they come up.</summary>
    public ChannelReader<long> Due => _due.Reader;

    public void Added(long run, int points)
    {
        Interlocked.Exchange(ref _last, time.GetTimestamp());
        var load = _loads.GetOrAdd(run, static _ => new());
        lock (load)
        {
            load.Rows++;
            load.Points += points;
            load.At = time.GetTimestamp();
            if (!load.IsDue && (load.Rows >= ManyRows || load.Points >= ManyPoints))
            {
                load.IsDue = true;
                _due.Writer.TryWrite(run);
            }
        }
    }

    public void Ended(long run)
    {
        if (_loads.TryGetValue(run, out var load))
        {
            lock (load)
            {
                // What comes with the end, or just after it, is waited for.
                load.At = 0;
            }
        }
    }

    /// <summary>Has a run compacted now.</summary>
    public void BringUp(long run) => _due.Writer.TryWrite(run);

    /// <summary>Forgets the run's load, because it is about to be compacted.</summary>
    public void Take(long run) => _loads.TryRemove(run, out _);

    /// <summary>Brings up the runs that have been quiet.</summary>
    public void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var (run, load) in _loads)
        {
            lock (load)
            {
                if (load.IsDue || time.GetElapsedTime(load.At, now) <= Quiet)
                {
                    continue;
                }

                if (load is { Rows: <= FewRows, Points: <= FewPoints })
                {
                    _loads.TryRemove(run, out _);
                }
                else
                {
                    load.IsDue = true;
                    _due.Writer.TryWrite(run);
                }
            }
        }
    }

    private sealed class Load
    {
        public int Rows { get; set; }

        public long Points { get; set; }

        public long At { get; set; }

        public bool IsDue { get; set; }
    }
}
