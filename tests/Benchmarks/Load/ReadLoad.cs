namespace Slipway.Load;

/// <summary>What clients and charts read back.</summary>
internal static class ReadLoad
{
    private const string Runs = "/api/v1/organizations/acme/projects/vision/runs";
    private const int Many = 1_000_000;

    public static async Task HistoryAsync(HostProcess host, LoadTable table)
    {
        var client = LoadRun.Clients(host, 1)[0];
        var run = await FillAsync(client, 100_000);
        await table.ReportAsync("get-history of 100,000 points, all", "60 ms", client, $"{LoadRun.Mlflow}/metrics/get-history?run_id={run}&metric_key=loss");
        await table.ReportAsync("get-history of 100,000 points, 4 pages", "60 ms", async () =>
        {
            for (string? token = ""; token is not null;)
            {
                var answer = await client.SendAsync(client.Request("GET", $"{LoadRun.Mlflow}/metrics/get-history?run_id={run}&metric_key=loss&max_results=25000{token}"));
                var end = System.Text.Encoding.UTF8.GetString(answer.Span[^100..]);
                var at = end.IndexOf("next_page_token", StringComparison.Ordinal);
                token = at < 0 ? null : "&page_token=" + end[(at + "next_page_token\":\"".Length)..^2];
            }
        });
        await table.ReportAsync("320 of 100,000 points", "5 ms", client, $"{LoadRun.Mlflow}/metrics/get-history-bulk-interval?run_ids={run}&metric_key=loss&max_results=320");
    }

    public static async Task ChartAsync(HostProcess host, LoadTable table)
    {
        var client = LoadRun.Clients(host, 1)[0];
        var run = await FillAsync(client, Many);
        var chart = await table.ReportAsync("chart of 1,000,000 points, by step", "30 ms", client, $"{Runs}/{run}/chart?key=loss&buckets=1000");
        await table.ReportAsync("chart of 1,000,000 points, by time", "30 ms", client, $"{Runs}/{run}/chart?key=loss&x=time&buckets=1000");
        var window = await table.ReportAsync("chart of 1,000,000 points, a tenth of them", "30 ms", client, $"{Runs}/{run}/chart?key=loss&buckets=1000&from=300000&to=400000");
        var sample = await table.ReportAsync("320 of 1,000,000 points", "", client, $"{LoadRun.Mlflow}/metrics/get-history-bulk-interval?run_ids={run}&metric_key=loss&max_results=320");

        var longer = await FillAsync(client, 10 * Many);
        table.ReportGrowth("chart of 1,000,000 points", chart, await table.ReportAsync("chart of 10,000,000 points, by step", "", client, $"{Runs}/{longer}/chart?key=loss&buckets=1000"));
        table.ReportGrowth("window of 100,000 points in 1,000,000", window, await table.ReportAsync("chart of 10,000,000 points, a hundredth of them", "", client, $"{Runs}/{longer}/chart?key=loss&buckets=1000&from=3000000&to=3100000"));
        table.ReportGrowth("320 of 1,000,000 points", sample, await table.ReportAsync("320 of 10,000,000 points", "", client, $"{LoadRun.Mlflow}/metrics/get-history-bulk-interval?run_ids={longer}&metric_key=loss&max_results=320"));
    }

    /// <summary>A run with so many points of one curve, all of them in chunks.</summary>
    public static async Task<string> FillAsync(Client client, int points)
    {
        var run = await client.CreateRunAsync(LoadRun.Project);
        var bodies = new Bodies(run, points);
        for (var sent = 0; sent < points; sent += 1_000)
        {
            await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/log-batch", bodies.Curve("loss", 1_000)));
        }

        await client.SendAsync(client.Request("POST", $"{LoadRun.Mlflow}/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}"""));
        await Task.Delay(TimeSpan.FromSeconds(8));
        return run;
    }
}
