using System.Net.Http.Headers;
using Shouldly;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Ingest;

/// <summary>A host that is really killed while it is logged to, again and again.</summary>
public sealed class KillTests
{
    private const string Project = "/acme/vision";
    private const int Deaths = 6;
    private const int Writers = 4;

    [Fact]
    public async Task What_was_answered_before_the_process_was_killed_is_there_after_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-kill-").FullName;
        try
        {
            var answered = new Dictionary<string, long>();
            for (var death = 0; death < Deaths; death++)
            {
                await using var host = await HostProcess.StartAsync(folder);
                using var client = Client(host);
                await CheckAsync(client, answered);
                await WriteUntilKilledAsync(host, client, answered, TimeSpan.FromMilliseconds(300 + (death * 170)));
            }

            await using var last = await HostProcess.StartAsync(folder);
            using var reader = Client(last);
            answered.Values.Sum().ShouldBeGreaterThan(Deaths * Writers);
            await CheckAsync(reader, answered);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(HttpClient client, Dictionary<string, long> answered)
    {
        foreach (var (run, count) in answered)
        {
            var steps = (await client.HistoryAsync(Project, run, "loss", 25_000)).Select(point => point.Step).ToList();
            // A request that was written and whose answer was lost may be there too.
            steps.Count.ShouldBeInRange((int)count, (int)count + 10);
            steps.ShouldBe(Enumerable.Range(0, steps.Count).Select(step => (long)step));
        }
    }

    private static async Task WriteUntilKilledAsync(HostProcess host, HttpClient client, Dictionary<string, long> answered, TimeSpan life)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => client.NewRunAsync(Project)));
        var writing = runs.Select(run => WriteAsync(client, run)).ToList();
        await Task.Delay(life);
        await host.KillAsync();
        foreach (var (run, count) in await Task.WhenAll(writing))
        {
            answered[run] = count;
        }
    }

    private static async Task<(string Run, long Answered)> WriteAsync(HttpClient client, string run)
    {
        for (long count = 0; ; count += 10)
        {
            try
            {
                await client.LogAsync(Project, run, "loss", Enumerable.Range((int)count, 10).Select(step => new Point(step, step, step)));
            }
            catch (HttpRequestException)
            {
                return (run, count);
            }
        }
    }

    private static HttpClient Client(HostProcess host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        return client;
    }
}
