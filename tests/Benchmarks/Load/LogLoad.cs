using System.Globalization;

namespace Slipway.Load;

/// <summary>What training scripts send: points one by one, in batches, and whole runs.</summary>
internal static class LogLoad
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task MetricsAsync(HostProcess host, LoadTable table, int connections, int wanted)
    {
        var clients = LoadRun.Clients(host, connections);
        var requests = new List<byte[]>[connections];
        for (var i = 0; i < connections; i++)
        {
            var bodies = new Bodies(await clients[i].CreateRunAsync(LoadRun.Project), i);
            requests[i] = [.. Enumerable.Range(0, 240_000 / connections).Select(_ => clients[i].Request("POST", $"{LoadRun.Mlflow}/runs/log-metric", bodies.Metric()))];
        }

        var timings = await MeasureAsync(clients, requests);
        table.Report(
            $"log-metric, {connections} connections",
            string.Create(CultureInfo.InvariantCulture, $"{timings.PerSecond:N0} requests/s, p50 {timings.Percentile(0.5):F2} ms, p99 {timings.Percentile(0.99):F1} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{wanted:N0} requests/s, p99 20 ms"));
    }

    public static async Task BatchesAsync(HostProcess host, LoadTable table, int connections, int wanted)
    {
        const int Points = 1_000;
        var clients = LoadRun.Clients(host, connections);
        var requests = new List<byte[]>[connections];
        for (var i = 0; i < connections; i++)
        {
            var bodies = new Bodies(await clients[i].CreateRunAsync(LoadRun.Project), i);
            requests[i] = [.. Enumerable.Range(0, 12_000 / connections).Select(_ => clients[i].Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", bodies.Batch(Points)))];
        }

        var timings = await MeasureAsync(clients, requests);
        table.Report(
            $"log-batch of 1,000 points, {connections} clients",
            string.Create(CultureInfo.InvariantCulture, $"{timings.PerSecond * Points:N0} points/s, p50 {timings.Percentile(0.5):F2} ms, p99 {timings.Percentile(0.99):F1} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{wanted:N0} points/s, p99 100 ms"));
    }

    public static async Task RunsAsync(HostProcess host, LoadTable table)
    {
        const int Connections = 8;
        var clients = LoadRun.Clients(host, Connections);
        var random = new Random(1);
        string Pairs(string prefix, int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"key":"{{prefix}}{{i}}","value":"{{random.Next(1000)}}"}"""));
        var metrics = string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"key":"metric{{i}}","value":0.{{random.Next(1000)}},"timestamp":1790000000000,"step":0}"""));
        var tags = Enumerable.Range(0, Connections).Select(_ => $$""","tags":[{{Pairs("tag", 5)}}]""").ToArray();
        var logged = Enumerable.Range(0, Connections).Select(_ => $$""","metrics":[{{metrics}}],"params":[{{Pairs("param", 10)}}]}""").ToArray();
        var timings = await Timings.MeasureWarmAsync(Connections, Duration, async (client, _) =>
        {
            var run = await clients[client].CreateRunAsync(LoadRun.Project, tags[client]);
            await clients[client].SendAsync(clients[client].Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", $"{{\"run_id\":\"{run}\"{logged[client]}"));
            await clients[client].SendAsync(clients[client].Request("POST", $"{LoadRun.Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1790000001000}"""));
            return true;
        });
        table.Report(
            "new runs with 10 params, 10 metrics, 5 tags, 8 clients",
            string.Create(CultureInfo.InvariantCulture, $"{timings.PerSecond:N0} runs/s, p99 {timings.Percentile(0.99):F1} ms"),
            "1,470 runs/s");
    }

    private static async Task<Timings> MeasureAsync(Client[] clients, List<byte[]>[] requests)
    {
        GC.Collect();
        return await Timings.MeasureWarmAsync(clients.Length, Duration, async (client, index) =>
        {
            if (index == requests[client].Count)
            {
                return false;
            }

            await clients[client].SendAsync(requests[client][index]);
            return true;
        });
    }
}
