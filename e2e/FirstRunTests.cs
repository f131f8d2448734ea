using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>The main job: from nothing to a run that is watched while it trains.</summary>
public sealed class FirstRunTests(SlipwayServer server, Chromium chromium)
{
    private const int Points = 60;

    [Fact]
    public async Task Somebody_registers_makes_a_token_logs_a_run_and_watches_it_move()
    {
        var address = await server.AddressAsync();
        var page = await chromium.OpenAsync(address);
        List<string> complaints = [];
        page.Console += (_, message) => complaints.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => complaints.Add(error);

        await page.GotoAsync("/");
        await page.LookAsync("welcome");
        var project = await RegisterAsync(page);
        var token = await MakeTokenAsync(page);
        using var mlflow = new MlflowClient($"{address}{project}", token);
        var run = await mlflow.StartRunAsync("first-light");

        await page.GotoAsync($"{project}/runs/{run}?tab=metrics");
        await page.ReadyAsync();
        await page.GetByText("No metrics yet").WaitForAsync();
        await page.LookAsync("run-without-metrics");

        await WatchAsync(page, mlflow, run);
        await page.LookAsync("run-metrics");

        await mlflow.LogParamsAsync(run, ("lr", "0.05"), ("optimizer", "sgd"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).Last.ClickAsync();
        await page.GetByText("sgd").WaitForAsync();
        await page.LookAsync("run-overview");

        await mlflow.EndRunAsync(run);
        await page.GetByText("Finished").WaitForAsync();
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_not_found()
    {
        var address = await server.AddressAsync();
        var page = await chromium.OpenAsync(address);
        await RegisterAsync(page);
        var project = new Uri(page.Url).AbsolutePath.Replace("/connect", "", StringComparison.Ordinal);

        var answer = await page.GotoAsync($"{project}/runs/{new string('0', 32)}");

        answer!.Status.ShouldBe(404);
        await page.GetByText("There is nothing here").WaitForAsync();
    }

    private static async Task<string> RegisterAsync(IPage page)
    {
        var number = Guid.NewGuid().ToString("n")[..8];
        await page.GotoAsync("/register");
        await page.LookAsync("register");
        await page.GetByLabel("Your name").FillAsync("Ada Moreno");
        await page.GetByLabel("E-mail").FillAsync($"ada-{number}@harbour.example");
        await page.GetByLabel("Password").FillAsync("a calm and long password");
        await page.GetByLabel("Organization").FillAsync($"Harbour {number}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.WaitForURLAsync("**/connect");
        return new Uri(page.Url).AbsolutePath.Replace("/connect", "", StringComparison.Ordinal);
    }

    private static async Task<string> MakeTokenAsync(IPage page)
    {
        await page.ReadyAsync();
        await page.LookAsync("connect");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token for this project" }).ClickAsync();
        var secret = await page.GetByLabel("Token", new() { Exact = true }).TextContentAsync();
        await page.LookAsync("connect-with-token");
        return secret!.Trim();
    }

    // Each point has to be drawn before the next is logged, on a page that is never loaded again.
    private static async Task WatchAsync(IPage page, MlflowClient mlflow, string run)
    {
        await page.EvaluateAsync("() => { window.stayed = true; }");
        await mlflow.LogMetricsAsync(run, 0, ("train/loss", 10), ("train/grad_norm", double.NaN), ("val/f1", 0.1), ("system/cpu_percent", 20));
        await page.Locator("[data-live=live]").WaitForAsync();
        var note = page.Locator("[data-key='train/loss'] .chart-note");
        await Assertions.Expect(note).ToHaveTextAsync("1 point");

        List<double> waits = [];
        for (var step = 1; step < Points; step++)
        {
            var drawn = page.Locator("[data-key='train/loss'] .chart-note", new() { HasTextString = $"{step + 1} points" });
            var watch = Stopwatch.StartNew();
            await mlflow.LogMetricsAsync(run, step, ("train/loss", 10d / (step + 1)), ("train/grad_norm", step % 9 == 0 ? double.NaN : 1 + (step % 7)), ("val/f1", step / 70d), ("system/cpu_percent", 20 + (step % 5)));
            await drawn.WaitForAsync(new() { Timeout = 1_000 });
            waits.Add(watch.Elapsed.TotalMilliseconds);
        }

        waits.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"logged → seen: median {waits[waits.Count / 2]:0} ms, p95 {waits[waits.Count * 95 / 100]:0} ms, max {waits[^1]:0} ms"));
        waits[waits.Count * 95 / 100].ShouldBeLessThan(500);
        (await page.EvaluateAsync<bool>("() => window.stayed === true")).ShouldBeTrue();
    }
}
