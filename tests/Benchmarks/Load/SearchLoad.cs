using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Tracking.Runs;

namespace Slipway.Load;

/// <summary>A page of runs, and the pages that people open, among ever more runs. They are put into the tables while no host is up.</summary>
internal static class SearchLoad
{
    private static readonly (int Runs, string Wanted)[] Sizes = [(1_000, "10 ms"), (10_000, "20 ms"), (100_000, "40 ms")];

    public static Task RunAsync(string application, LoadTable table) => LoadRun.InFolderAsync(async folder =>
    {
        Dictionary<int, (double Search, double Runs, double Run)> taken = [];
        var stored = 0;
        foreach (var (runs, wanted) in Sizes)
        {
            await StoreAsync(folder, stored, runs - stored);
            stored = runs;
            await using var host = await HostProcess.StartAsync(folder, application);
            taken[runs] = await MeasureAsync(host, table, runs, wanted);
        }

        var (before, after) = (taken[10_000], taken[100_000]);
        table.ReportGrowth("runs/search in 10,000 runs", before.Search, after.Search);
        table.ReportGrowth("page of 10,000 runs", before.Runs, after.Runs);
        table.ReportGrowth("page of a run in 10,000", before.Run, after.Run);
    });

    private static async Task<(double Search, double Runs, double Run)> MeasureAsync(HostProcess host, LoadTable table, int runs, string wanted)
    {
        var client = LoadRun.Clients(host, 1)[0];
        var name = string.Create(CultureInfo.InvariantCulture, $"{runs:N0}");
        var search = client.Request(
            "POST",
            $"{LoadRun.Mlflow}/runs/search",
            """{"experiment_ids":["0"],"filter":"metrics.m0 < 0.5 AND params.p0 = 'v3'","order_by":["metrics.m0 ASC"],"max_results":100}""");
        var run = await FirstAsync(client, search, Math.Min(100, runs / 25));
        var searching = await table.ReportAsync($"runs/search, a metric and a param, by metric, 100 of {name} runs", wanted, () => client.SendAsync(search));

        using var browser = await Visitor.SignInAsync(host.Address, DemoWorld.Ada.Email, DemoWorld.Password);
        var list = await table.ReportAsync($"page of {name} runs, as the server renders it", "", () => browser.GetAsync($"{LoadRun.Project}/experiments/0"));
        var page = await table.ReportAsync($"page of a run in {name}, as the server renders it", "", () => browser.GetAsync($"{LoadRun.Project}/runs/{run}"));
        return (searching, list, page);
    }

    // A search that finds nothing would be fast.
    private static async Task<string> FirstAsync(Client client, byte[] search, int least)
    {
        using var json = JsonDocument.Parse(await client.SendAsync(search));
        var found = json.RootElement.GetProperty("runs");
        return found.GetArrayLength() >= least
            ? found[0].GetProperty("info").GetProperty("run_id").GetString()!
            : throw new InvalidOperationException($"The search found {found.GetArrayLength()} runs instead of {least}.");
    }

    private static async Task StoreAsync(string folder, int first, int count)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("Slipway:Data", folder)]);
        builder.Logging.ClearProviders();
        builder.Services.AddPlatform(builder.Configuration);
        await using (var app = builder.Build())
        {
            await app.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
            await app.Services.GetRequiredService<DemoWorld>().SeedAsync(CancellationToken.None);
            await new StoredRuns(app.Services).AddAsync(LoadRun.Project, 0, GeneratedRuns.Of(first, count), CancellationToken.None);
        }

        SqliteConnection.ClearAllPools();
    }
}
