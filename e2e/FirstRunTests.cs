using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>The main job: from nothing to a run that is watched while it trains.</summary>
public sealed partial class FirstRunTests(SlipwayServer server, Chromium chromium)
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
        await page.GotoAsync("/register");
        await page.LookAsync("register");
        var project = await Visitor.RegisterAsync(page);
        await page.ReadyAsync();
        await page.LookAsync("connect");
        var token = await Visitor.MakeTokenAsync(page);
        await page.LookAsync("connect-with-token");
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

        await TakeArtifactAsync(page, mlflow, run);

        await mlflow.EndRunAsync(run);
        await page.GetByText("Finished", new() { Exact = true }).WaitForAsync();
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drag_over_a_chart_shows_its_window_and_says_how_much_is_drawn()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var run = await mlflow.StartRunAsync("long-haul");
        await mlflow.LogHistoryAsync(run, "loss", Enumerable.Range(0, 20_000).Select(step => Math.Exp(-step / 4_000d) + (step % 500 == 0 ? 1 : 0.02 * Math.Sin(step))));
        await mlflow.EndRunAsync(run);
        List<string> sockets = [];
        page.WebSocket += (_, socket) => sockets.Add(socket.Url);

        await page.GotoAsync($"{project}/runs/{run}?tab=metrics");
        var note = page.Locator("[data-key=loss] .chart-note");
        await Assertions.Expect(note).ToHaveTextAsync(Showing(20_000));
        await page.LookAsync("run-long");
        // Looking changes the screen's size and colours, and a chart that is being drawn anew takes no drag.
        await page.ReloadAsync();
        await Assertions.Expect(note).ToHaveTextAsync(Showing(20_000));

        var plot = (await page.Locator("[data-key=loss] .u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(plot.X + (plot.Width * 0.5f), plot.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(plot.X + (plot.Width * 0.515f), plot.Y + 60, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(note).ToHaveTextAsync(AllOfTheWindow());
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset zoom" }).ClickAsync();
        await Assertions.Expect(note).ToHaveTextAsync(Showing(20_000));

        await page.GetByText("Time", new() { Exact = true }).ClickAsync();
        await page.IsAtAsync("**x=time");
        sockets.ShouldNotContain(url => url.Contains("/hubs/live", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_run_says_so_and_comes_back()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var run = await mlflow.StartRunAsync("mistake");
        await page.GotoAsync($"{project}/runs/{run}");
        await page.ReadyAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "More about this run" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete to the trash" }).ClickAsync();
        await page.GetByText("This run is in the trash.").WaitForAsync();
        await page.LookAsync("run-deleted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();

        await page.GetByText("This run is in the trash.").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GotoAsync($"{project}/runs/{run}?tab=artifacts");
        await page.GetByText("No artifacts yet").WaitForAsync();
        await page.LookAsync("run-without-artifacts");
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_not_found()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;

        var answer = await page.GotoAsync($"{project}/runs/{new string('0', 32)}");

        answer!.Status.ShouldBe(404);
        await page.GetByText("There is nothing here").WaitForAsync();
        await page.LookAsync("not-found");
    }

    [GeneratedRegex("^[0-9]+ points$")]
    private static partial Regex AllOfTheWindow();

    private static Regex Showing(int points) => new(string.Create(CultureInfo.InvariantCulture, $"^showing [0-9,]+ of {points:N0} points$"));

    private static async Task TakeArtifactAsync(IPage page, MlflowClient mlflow, string run)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Artifacts", Exact = true }).ClickAsync();
        await page.GetByText("No artifacts yet").WaitForAsync();
        await mlflow.LogArtifactAsync(run, "notes/first light.txt", "The chart moved.");
        await mlflow.LogArtifactAsync(run, "model.bin", new string('m', 5_000));
        await page.GetByRole(AriaRole.Button, new() { Name = "notes, folder" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "first light.txt" }).ClickAsync();
        await page.Locator("[data-kind=text]").GetByText("The chart moved.").WaitForAsync();
        await page.LookAsync("run-artifacts");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download", Exact = true }).ClickAsync());
        download.SuggestedFilename.ShouldBe("first light.txt");
        (await File.ReadAllTextAsync((await download.PathAsync())!)).ShouldBe("The chart moved.");
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
