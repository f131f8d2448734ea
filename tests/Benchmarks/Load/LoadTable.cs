using System.Globalization;

namespace Slipway.Load;

/// <summary>What was measured: said at once, and once more as a table at the end.</summary>
internal sealed class LoadTable
{
    private readonly List<(string Work, string Reached, string Wanted)> _rows = [];

    public void Report(string work, string reached, string wanted = "")
    {
        _rows.Add((work, reached, wanted));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work}: {reached}"));
    }

    /// <summary>Reads once, then for three seconds, and reports how long a reading takes.</summary>
    /// <returns>The median in milliseconds.</returns>
    public async Task<double> ReportAsync(string work, string wanted, Func<Task> read)
    {
        await read();
        var timings = await Timings.MeasureWarmAsync(1, TimeSpan.FromSeconds(3), async (_, _) =>
        {
            await read();
            return true;
        });
        Report(work, string.Create(CultureInfo.InvariantCulture, $"p50 {timings.Percentile(0.5):F1} ms, p99 {timings.Percentile(0.99):F1} ms"), wanted);
        return timings.Percentile(0.5);
    }

    public Task<double> ReportAsync(string work, string wanted, Client client, string path)
    {
        var request = client.Request("GET", path);
        return ReportAsync(work, wanted, () => client.SendAsync(request));
    }

    /// <summary>How much more a reading costs when there is ten times as much of what it reads from.</summary>
    public void ReportGrowth(string work, double before, double after) =>
        Report($"{work}, at ten times as much", string.Create(CultureInfo.InvariantCulture, $"× {after / before:F2}"), "× 2");

    public void Print()
    {
        Console.Out.WriteLine("\n| work | Slipway | at least |\n| --- | --- | --- |");
        foreach (var (work, reached, wanted) in _rows)
        {
            Console.Out.WriteLine($"| {work} | {reached} | {wanted} |");
        }
    }
}
