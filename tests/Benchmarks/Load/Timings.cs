using System.Diagnostics;

namespace Slipway.Load;

/// <summary>How long each of many requests took.</summary>
internal sealed class Timings(IReadOnlyList<double> milliseconds, TimeSpan elapsed)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    public double PerSecond => Count / elapsed.TotalSeconds;

    public double Percentile(double part) => _sorted[Math.Min(_sorted.Length - 1, (int)(part * _sorted.Length))];

    /// <summary>As <see cref="MeasureAsync"/>, after a while that isn't counted: the server compiles what is used most while it runs.</summary>
    public static async Task<Timings> MeasureWarmAsync(int clients, TimeSpan duration, Func<int, int, Task<bool>> send)
    {
        var sent = new int[clients];
        Task<bool> Next(int client, int _) => send(client, sent[client]++);
        await MeasureAsync(clients, WarmUp, Next);
        return await MeasureAsync(clients, duration, Next);
    }

    /// <summary>Has each client send requests, one after the other, until the time is up.</summary>
    /// <param name="send">Sends the client's next request; false when it has no more.</param>
    public static async Task<Timings> MeasureAsync(int clients, TimeSpan duration, Func<int, int, Task<bool>> send)
    {
        var clock = Stopwatch.StartNew();
        var taken = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            List<double> times = [];
            while (clock.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                if (!await send(client, times.Count))
                {
                    break;
                }

                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return times;
        })));
        return new([.. taken.SelectMany(times => times)], clock.Elapsed);
    }
}
