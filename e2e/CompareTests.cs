using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>Runs beside one another.</summary>
public sealed class CompareTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task Two_runs_are_compared_by_value_chart_and_file_and_one_is_left_out()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        var (first, second) = (await StartAsync(mlflow, "wide-net", "0.1", 0.5), await StartAsync(mlflow, "narrow-net", "0.01", 0.4));

        await page.GotoAsync($"{visitor.Project}/compare?runs={first},{second}");
        await page.ReadyAsync();
        await page.GetByText("−20 % better").WaitForAsync();
        await Assertions.Expect(page.GetByText("seed")).ToHaveCountAsync(0);
        await page.LookAsync("compare");
        await page.GetByLabel("Only differences").ClickAsync();
        await page.GetByText("seed").WaitForAsync();
        await page.GetByTitle("Measure the others against narrow-net").ClickAsync();
        await page.GetByText("+25 % worse").WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Charts", Exact = true }).ClickAsync();
        await page.Locator("[data-key='val/loss'] .chart-note").WaitForAsync();
        await page.LookAsync("compare-charts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Relations", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Img, new() { Name = "Scatter of metrics.val/loss against params.lr" }).Locator("svg").WaitForAsync();
        await page.LookAsync("compare-relations");
        await page.GetByRole(AriaRole.Link, new() { Name = "Files", Exact = true }).ClickAsync();
        await page.GetByText("notes.txt").WaitForAsync();
        await page.LookAsync("compare-files");

        await page.GetByRole(AriaRole.Link, new() { Name = "Leave narrow-net out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Compare one run" }).WaitForAsync();
    }

    private static async Task<string> StartAsync(MlflowClient mlflow, string name, string rate, double loss)
    {
        var run = await mlflow.StartRunAsync(name);
        await mlflow.LogParamsAsync(run, ("lr", rate), ("seed", "7"));
        await mlflow.LogHistoryAsync(run, "val/loss", Enumerable.Range(0, 40).Select(step => loss + (2d / (step + 1)) - 0.05));
        await mlflow.LogMetricsAsync(run, 40, ("val/loss", loss));
        await mlflow.LogArtifactAsync(run, "notes.txt", name);
        await mlflow.EndRunAsync(run);
        return run;
    }
}
