using System.Globalization;

namespace Slipway.Load;

/// <summary>Measures the published host, as a process of its own on the same machine, and prints the table of what it reaches.</summary>
internal static class LoadRun
{
    public const string Project = "/acme/vision";
    public const string Mlflow = $"{Project}/api/2.0/mlflow";

    private const string HostOption = "--host";

    // Those of the first group share a host, as one that has been up for a while; the others need one of their own.
    private static readonly (string Name, Func<HostProcess, LoadTable, Task> Work)[] Shared =
    [
        ("metric1", (host, table) => LogLoad.MetricsAsync(host, table, 1, 1_650)),
        ("metric16", (host, table) => LogLoad.MetricsAsync(host, table, 16, 11_400)),
        ("batch1", (host, table) => LogLoad.BatchesAsync(host, table, 1, 550_000)),
        ("batch8", (host, table) => LogLoad.BatchesAsync(host, table, 8, 720_000)),
        ("runs", LogLoad.RunsAsync),
        ("reads", ReadLoad.HistoryAsync),
        ("chart", ReadLoad.ChartAsync),
        ("disk", KeepLoad.DiskAsync),
        ("artifact", ArtifactLoad.LargeAsync),
        ("artifacts", ArtifactLoad.SmallAsync),
    ];

    private static readonly (string Name, Func<string, LoadTable, Task> Work)[] Alone =
    [
        ("allocation", KeepLoad.AllocationAsync),
        ("hour", KeepLoad.HourAsync),
        ("search", SearchLoad.RunAsync),
        ("viewers", ViewerLoad.RunAsync),
    ];

    /// <param name="arguments">The names of what to measure, everything when there is none; before them perhaps <c>--host</c> and the folder of a published host.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (host, chosen) = arguments is [HostOption, var published, .. var names] ? (Path.GetFullPath(published), names) : (await PublishedHost.PublishAsync(), arguments);
        var table = new LoadTable();
        await InFolderAsync(async folder =>
        {
            await StartAsync(host, folder, table);
            await using var running = await HostProcess.StartAsync(folder, host);
            foreach (var (name, work) in Shared.Where(work => chosen.Length == 0 || chosen.Contains(work.Name)))
            {
                await work(running, table);
            }

            table.Report("memory after all that", Megabytes(running));
        });
        foreach (var (name, work) in Alone.Where(work => chosen.Length == 0 || chosen.Contains(work.Name)))
        {
            await work(host, table);
        }

        table.Print();
        return 0;
    }

    /// <summary>Does something with a data folder that is gone afterwards.</summary>
    public static async Task InFolderAsync(Func<string, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-load-").FullName;
        try
        {
            await work(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static Client[] Clients(HostProcess host, int count) => [.. Enumerable.Range(0, count).Select(_ => new Client(host.Address, host.Token))];

    public static string Megabytes(HostProcess host) => string.Create(CultureInfo.InvariantCulture, $"{host.Memory() / 1e6:F0} MB");

    // The first start makes the tables and the demo; what is measured is every other one.
    private static async Task StartAsync(string application, string folder, LoadTable table)
    {
        const int Starts = 5;
        await (await HostProcess.StartAsync(folder, application)).DisposeAsync();
        var (times, memory) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            await using var host = await HostProcess.StartAsync(folder, application);
            await Task.Delay(TimeSpan.FromSeconds(1));
            times.Add(host.StartTime.TotalSeconds);
            memory.Add(host.Memory() / 1e6);
        }

        table.Report($"start: first healthy answer, median of {Starts}", string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(Starts / 2):F2} s"), "3 s");
        table.Report($"start: memory, median of {Starts}", string.Create(CultureInfo.InvariantCulture, $"{memory.Order().ElementAt(Starts / 2):F0} MB"), "250 MB");
    }
}
