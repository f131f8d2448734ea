using System.Globalization;

namespace Slipway.Load;

/// <summary>What points leave behind: bytes on disk, bytes allocated on their way, and the memory that the server holds after an hour of them.</summary>
internal static class KeepLoad
{
    public static async Task DiskAsync(HostProcess host, LoadTable table)
    {
        const int Runs = 20;
        const int Points = 50_000;
        var client = LoadRun.Clients(host, 1)[0];
        await SettleAsync();
        var before = Bytes(host);
        for (var i = 0; i < Runs; i++)
        {
            var run = await client.CreateRunAsync(LoadRun.Project);
            var bodies = new Bodies(run, i);
            for (var sent = 0; sent < Points; sent += 1_000)
            {
                await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", bodies.Batch(1_000)));
            }

            await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}"""));
        }

        await SettleAsync();
        var after = Bytes(host);
        table.Report(
            $"bytes on disk per point, {Runs} runs of 4 curves",
            string.Create(CultureInfo.InvariantCulture, $"{(after - before) / (double)(Runs * Points):F1} (the whole file {after / 1e6:F1} MB)"),
            "10");
    }

    /// <summary>What the process allocates in total while points come in, divided by their number: reading, writing and compacting them.</summary>
    public static Task AllocationAsync(string application, LoadTable table) => LoadRun.InFolderAsync(async folder =>
    {
        const int Batches = 1_000;
        const int Singles = 20_000;
        var probe = Path.Combine(folder, "allocated");
        await using var host = await HostProcess.StartAsync(folder, application, AllocationProbe.Settings(probe));
        var client = LoadRun.Clients(host, 1)[0];
        var bodies = new Bodies(await client.CreateRunAsync(LoadRun.Project), 1);
        var batches = Enumerable.Range(0, 2 * Batches).Select(_ => client.Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", bodies.Batch(1_000))).ToArray();
        var singles = Enumerable.Range(0, 2 * Singles).Select(_ => client.Request("POST", $"{LoadRun.Mlflow}/runs/log-metric", bodies.Metric())).ToArray();
        var (batch, single) = (await PerRequestAsync(batches), await PerRequestAsync(singles));
        table.Report("allocated per point, 1,000 a request", string.Create(CultureInfo.InvariantCulture, $"{batch / 1_000:F1} bytes"));
        table.Report("allocated per point, one a request", string.Create(CultureInfo.InvariantCulture, $"{single:N0} bytes"));

        // The first half warms up: caches are filled and code is compiled once.
        async Task<double> PerRequestAsync(byte[][] requests)
        {
            await SendAsync(requests[..(requests.Length / 2)]);
            var before = await AllocationProbe.AskAsync(probe);
            await SendAsync(requests[(requests.Length / 2)..]);
            return (await AllocationProbe.AskAsync(probe) - before) / (requests.Length / 2.0);
        }

        async Task SendAsync(byte[][] requests)
        {
            foreach (var request in requests)
            {
                await client.SendAsync(request);
            }
        }
    });

    /// <summary>
    /// An hour of a busy team in a minute: 50 runs at once, each of which logs a step of ten metrics every second in a request of its own, 3,600 of them.
    /// </summary>
    public static Task HourAsync(string application, LoadTable table) => LoadRun.InFolderAsync(async folder =>
    {
        const int Runs = 50;
        const int Steps = 3_600;
        const int Metrics = 10;
        await using var host = await HostProcess.StartAsync(folder, application);
        var peak = 0L;
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(LoadRun.Clients(host, Runs).Select((client, number) => Task.Run(async () =>
        {
            var run = await client.CreateRunAsync(LoadRun.Project);
            var bodies = new Bodies(run, number);
            for (var step = 0; step < Steps; step++)
            {
                await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", bodies.Step(Metrics)));
            }

            await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}"""));
        })));
        var taken = clock.Elapsed;
        await SettleAsync();
        await watching.CancelAsync();
        await watch;
        table.Report(
            string.Create(CultureInfo.InvariantCulture, $"memory after an hour of {Runs} runs that log {Metrics} metrics a second, {Runs * Steps * Metrics:N0} points in {taken.TotalSeconds:F0} s"),
            string.Create(CultureInfo.InvariantCulture, $"{LoadRun.Megabytes(host)}, at most {peak / 1e6:F0} MB"));

        async Task WatchAsync()
        {
            while (!watching.IsCancellationRequested)
            {
                peak = Math.Max(peak, host.Memory());
                await Task.Delay(100);
            }
        }
    });

    // The compactor takes up what was quiet for half a minute or ended, and the log is then given back.
    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(25));

    private static long Bytes(HostProcess host) => Directory.GetFiles(host.Folder, "slipway.db*").Sum(file => new FileInfo(file).Length);
}
