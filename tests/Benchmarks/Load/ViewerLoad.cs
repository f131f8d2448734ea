using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Slipway.Demo;

namespace Slipway.Load;

/// <summary>From the moment a point is sent until a chart that somebody else has open shows it, while two hundred others follow the same run.</summary>
internal static class ViewerLoad
{
    private const int Viewers = 200;
    private const int Points = 200;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(150);

    private static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // The read-out beside a chart is written when the chart is drawn; the frame after that is the one that people see.
    private const string Watch =
        """
        () => {
          const readout = document.querySelector("[data-key=loss] .chart-readout");
          globalThis.seen = [];
          new MutationObserver(() => requestAnimationFrame(() =>
            globalThis.seen.push([Number(readout.textContent.replace(/\D/g, "")), performance.timeOrigin + performance.now()])))
            .observe(readout, { childList: true, characterData: true, subtree: true });
        }
        """;

    public static Task RunAsync(string application, LoadTable table) => LoadRun.InFolderAsync(async folder =>
    {
        if (Chromium() is not { } executable)
        {
            table.Report($"point logged → drawn, {Viewers} viewers", "not measured: there is no Chromium (set SLIPWAY_TEST_CHROMIUM)", "p95 500 ms");
            return;
        }

        await (await HostProcess.StartAsync(folder, application)).DisposeAsync();
        await using var host = await HostProcess.StartAsync(folder, application);
        var client = LoadRun.Clients(host, 1)[0];
        var run = await client.CreateRunAsync(LoadRun.Project);
        await LogAsync(0);
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Quiet });
        var page = await OpenAsync(chromium, host, run);
        var viewers = await FollowAsync(host, run);
        await page.EvaluateAsync(Watch);

        var sent = new double[Points + 1];
        for (var point = 1; point <= Points; point++)
        {
            sent[point] = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            await LogAsync(point);
            await Task.Delay(Between);
        }

        await page.WaitForFunctionAsync($"() => globalThis.seen.at(-1)?.[0] === {Points}", null, new() { Timeout = 30_000 });
        var seen = await page.EvaluateAsync<double[][]>("() => globalThis.seen");
        var delays = Enumerable.Range(1, Points).Select(point => seen.First(one => one[0] >= point)[1] - sent[point]).Order().ToArray();
        await Task.WhenAll(viewers.Select(async viewer => await viewer.DisposeAsync()));
        table.Report(
            $"point logged → drawn in another's browser, {Viewers} viewers besides",
            string.Create(CultureInfo.InvariantCulture, $"p50 {delays[Points / 2]:F0} ms, p95 {delays[Points * 95 / 100]:F0} ms"),
            "p95 500 ms");

        Task LogAsync(int point) => client.SendAsync(client.Request(
            "POST",
            $"{LoadRun.Mlflow}/runs/log-metric",
            string.Create(CultureInfo.InvariantCulture, $$"""{"run_id":"{{run}}","key":"loss","value":{{point}},"timestamp":{{1_790_000_000_000 + point}},"step":{{point}}}""")));
    });

    private static string? Chromium()
    {
        var named = Environment.GetEnvironmentVariable("SLIPWAY_TEST_CHROMIUM");
        return new[] { named, "/usr/bin/chromium", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    }

    private static async Task<IPage> OpenAsync(IBrowser chromium, HostProcess host, string run)
    {
        var page = await chromium.NewPageAsync(new() { BaseURL = host.Address.ToString(), Locale = "en-GB" });
        await page.GotoAsync("/sign-in");
        await page.FillAsync("[name=email]", DemoWorld.Ada.Email);
        await page.FillAsync("[name=password]", DemoWorld.Password);
        await page.ClickAsync("[type=submit]");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("^(?!.*sign-in)"), new() { Timeout = 60_000 });
        await page.GotoAsync($"{LoadRun.Project}/runs/{run}?tab=metrics", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForSelectorAsync("[data-interactive=true]");
        await page.WaitForSelectorAsync("[data-live=live]");
        await page.WaitForFunctionAsync("""() => document.querySelector("[data-key=loss] .chart-readout")?.textContent.trim() === "0" """);
        return page;
    }

    private static async Task<HubConnection[]> FollowAsync(HostProcess host, string run)
    {
        using var api = new HttpClient { BaseAddress = host.Address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token);
        using var projects = JsonDocument.Parse(await api.GetStringAsync(new Uri("/api/v1/organizations/acme/projects", UriKind.Relative)));
        var project = projects.RootElement.EnumerateArray().First(one => one.GetProperty("slug").GetString() == DemoWorld.Vision).GetProperty("id").GetString();
        var viewers = Enumerable.Range(0, Viewers).Select(_ => new HubConnectionBuilder()
            .WithUrl(new Uri(host.Address, "/hubs/live"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(host.Token))
            .AddMessagePackProtocol()
            .Build()).ToArray();
        await Parallel.ForEachAsync(viewers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (viewer, ct) =>
        {
            await viewer.StartAsync(ct);
            await viewer.InvokeAsync("Subscribe", $"runs/{project}/{run}", ct);
        });
        return viewers;
    }
}
