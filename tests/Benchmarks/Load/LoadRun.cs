using System.Globalization;

namespace Slipway.Load;

/// <summary>Measures the built host, as a process of its own on the same machine, and prints the table of what it reaches.</summary>
internal static class LoadRun
{
    private const string Project = "/acme/vision";
    private const string Mlflow = $"{Project}/api/2.0/mlflow";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly List<(string Work, string Reached, string Wanted)> Rows = [];

    public static async Task<int> RunAsync(string[] chosen)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-load-").FullName;
        try
        {
            await using (await HostProcess.StartAsync(folder))
            {
                // The first start makes the tables and the demo; what is measured is every other one.
            }

            await using var host = await HostProcess.StartAsync(folder);
            await MeasureAsync(host, chosen);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(HostProcess host, string[] chosen)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        Report("start: first healthy answer", $"{host.StartTime.TotalSeconds:F2} s", "3 s");
        Report("start: memory", $"{host.Memory() / 1e6:F0} MB", "250 MB");

        (string Name, Func<HostProcess, Task> Work)[] works =
        [
            ("metric1", host => MetricsAsync(host, 1, 1_650)),
            ("metric16", host => MetricsAsync(host, 16, 11_400)),
            ("batch1", host => BatchesAsync(host, 1, 550_000)),
            ("batch8", host => BatchesAsync(host, 8, 720_000)),
            ("runs", RunsAsync),
            ("reads", ReadsAsync),
            ("chart", ChartAsync),
            ("disk", DiskAsync),
            ("artifact", host => ArtifactLoad.LargeAsync(host, Report)),
            ("artifacts", host => ArtifactLoad.SmallAsync(host, Report)),
        ];
        foreach (var (name, work) in works)
        {
            if (chosen.Length == 0 || chosen.Contains(name))
            {
                await work(host);
            }
        }

        Report("memory afterwards", $"{host.Memory() / 1e6:F0} MB", "");
        Console.Out.WriteLine($"\n| work | Slipway | at least |\n| --- | --- | --- |");
        foreach (var (work, reached, wanted) in Rows)
        {
            Console.Out.WriteLine($"| {work} | {reached} | {wanted} |");
        }
    }

    private static async Task MetricsAsync(HostProcess host, int connections, int wanted)
    {
        var clients = Clients(host, connections);
        var requests = new List<byte[]>[connections];
        for (var i = 0; i < connections; i++)
        {
            var bodies = new Bodies(await clients[i].CreateRunAsync(Project), i);
            requests[i] = [.. Enumerable.Range(0, 160_000 / connections).Select(_ => clients[i].Request("POST", $"{Mlflow}/runs/log-metric", bodies.Metric()))];
        }

        var timings = await MeasureAsync(clients, requests);
        Report($"log-metric, {connections} connections", $"{timings.PerSecond:N0} requests/s, p50 {timings.Percentile(0.5):F2} ms, p99 {timings.Percentile(0.99):F1} ms", $"{wanted:N0} requests/s, p99 20 ms");
    }

    private static async Task BatchesAsync(HostProcess host, int connections, int wanted)
    {
        const int Points = 1_000;
        var clients = Clients(host, connections);
        var requests = new List<byte[]>[connections];
        for (var i = 0; i < connections; i++)
        {
            var bodies = new Bodies(await clients[i].CreateRunAsync(Project), i);
            requests[i] = [.. Enumerable.Range(0, 12_000 / connections).Select(_ => clients[i].Request("POST", $"{Mlflow}/runs/log-batch", bodies.Batch(Points)))];
        }

        var timings = await MeasureAsync(clients, requests);
        Report($"log-batch of 1,000 points, {connections} clients", $"{timings.PerSecond * Points:N0} points/s, p50 {timings.Percentile(0.5):F2} ms, p99 {timings.Percentile(0.99):F1} ms", $"{wanted:N0} points/s, p99 100 ms");
    }

    private static async Task RunsAsync(HostProcess host)
    {
        const int Connections = 8;
        var clients = Clients(host, Connections);
        var random = new Random(1);
        string Pairs(string prefix, int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"key":"{{prefix}}{{i}}","value":"{{random.Next(1000)}}"}"""));
        var metrics = string.Join(',', Enumerable.Range(0, 10).Select(i => $$"""{"key":"metric{{i}}","value":0.{{random.Next(1000)}},"timestamp":1790000000000,"step":0}"""));
        var tags = Enumerable.Range(0, Connections).Select(_ => $$""","tags":[{{Pairs("tag", 5)}}]""").ToArray();
        var logged = Enumerable.Range(0, Connections).Select(_ => $$""","metrics":[{{metrics}}],"params":[{{Pairs("param", 10)}}]}""").ToArray();
        var timings = await Timings.MeasureWarmAsync(Connections, Duration, async (client, _) =>
        {
            var run = await clients[client].CreateRunAsync(Project, tags[client]);
            await clients[client].SendAsync(clients[client].Request("POST", $"{Mlflow}/runs/log-batch", $"{{\"run_id\":\"{run}\"{logged[client]}"));
            await clients[client].SendAsync(clients[client].Request("POST", $"{Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1790000001000}"""));
            return true;
        });
        Report("new runs with 10 params, 10 metrics, 5 tags, 8 clients", $"{timings.PerSecond:N0} runs/s, p99 {timings.Percentile(0.99):F1} ms", "1,470 runs/s");
    }

    private static async Task ReadsAsync(HostProcess host)
    {
        var client = Clients(host, 1)[0];
        var run = await FillAsync(client, 100_000);
        await Report("get-history of 100,000 points, all", client, $"{Mlflow}/metrics/get-history?run_id={run}&metric_key=loss", "60 ms");
        await Report("get-history of 100,000 points, 4 pages", "60 ms", async () =>
        {
            for (string? token = ""; token is not null;)
            {
                var answer = await client.SendAsync(client.Request("GET", $"{Mlflow}/metrics/get-history?run_id={run}&metric_key=loss&max_results=25000{token}"));
                var end = System.Text.Encoding.UTF8.GetString(answer.Span[^100..]);
                var at = end.IndexOf("next_page_token", StringComparison.Ordinal);
                token = at < 0 ? null : "&page_token=" + end[(at + "next_page_token\":\"".Length)..^2];
            }
        });
        await Report("320 of 100,000 points", client, $"{Mlflow}/metrics/get-history-bulk-interval?run_ids={run}&metric_key=loss&max_results=320", "5 ms");
    }

    private static async Task ChartAsync(HostProcess host)
    {
        var client = Clients(host, 1)[0];
        var run = await FillAsync(client, 1_000_000);
        const string Chart = "/api/v1/organizations/acme/projects/vision/runs";
        await Report("chart of 1,000,000 points, by step", client, $"{Chart}/{run}/chart?key=loss&buckets=1000", "30 ms");
        await Report("chart of 1,000,000 points, by time", client, $"{Chart}/{run}/chart?key=loss&x=time&buckets=1000", "30 ms");
        await Report("chart of 1,000,000 points, a tenth of them", client, $"{Chart}/{run}/chart?key=loss&buckets=1000&from=300000&to=400000", "30 ms");
        await Report("320 of 1,000,000 points", client, $"{Mlflow}/metrics/get-history-bulk-interval?run_ids={run}&metric_key=loss&max_results=320", "");
    }

    private static async Task DiskAsync(HostProcess host)
    {
        const int Runs = 20;
        const int Points = 50_000;
        var client = Clients(host, 1)[0];
        await SettleAsync();
        var before = Bytes(host);
        for (var i = 0; i < Runs; i++)
        {
            var run = await client.CreateRunAsync(Project);
            var bodies = new Bodies(run, i);
            for (var sent = 0; sent < Points; sent += 1_000)
            {
                await client.SendAsync(client.Request("POST", $"{Mlflow}/runs/log-batch", bodies.Batch(1_000)));
            }

            await client.SendAsync(client.Request("POST", $"{Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}"""));
        }

        await SettleAsync();
        var after = Bytes(host);
        Report($"bytes on disk per point, {Runs} runs of 4 curves", $"{(after - before) / (double)(Runs * Points):F1} (the whole file {after / 1e6:F1} MB)", "10");
    }

    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(25));

    private static long Bytes(HostProcess host) => Directory.GetFiles(host.Folder, "slipway.db*").Sum(file => new FileInfo(file).Length);

    private static async Task<string> FillAsync(Client client, int points)
    {
        var run = await client.CreateRunAsync(Project);
        var bodies = new Bodies(run, points);
        for (var sent = 0; sent < points; sent += 1_000)
        {
            await client.SendAsync(client.Request("POST", $"{Mlflow}/runs/log-batch", bodies.Curve("loss", 1_000)));
        }

        await client.SendAsync(client.Request("POST", $"{Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}"""));
        await Task.Delay(TimeSpan.FromSeconds(8));
        return run;
    }

    private static Client[] Clients(HostProcess host, int count) => [.. Enumerable.Range(0, count).Select(_ => new Client(host.Address, host.Token))];

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

    private static Task Report(string work, Client client, string path, string wanted)
    {
        var request = client.Request("GET", path);
        return Report(work, wanted, () => client.SendAsync(request));
    }

    private static async Task Report(string work, string wanted, Func<Task> read)
    {
        await read();
        var timings = await Timings.MeasureWarmAsync(1, TimeSpan.FromSeconds(3), async (_, _) =>
        {
            await read();
            return true;
        });
        Report(work, $"p50 {timings.Percentile(0.5):F1} ms, p99 {timings.Percentile(0.99):F1} ms", wanted);
    }

    private static void Report(string work, string reached, string wanted)
    {
        Rows.Add((work, reached, wanted));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work}: {reached}"));
    }
}
