using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>When something isn't there: a page, a permission, the server.</summary>
public sealed class LostTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_mistyped_address_leads_to_the_nearest_place_that_is_there()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;

        (await page.GotoAsync($"{visitor.Project}/runz"))!.Status.ShouldBe(404);
        await page.GetByText("You are signed in as Ada Moreno").WaitForAsync();
        await page.LookAsync("not-found-below-a-project");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to Getting started" }).ClickAsync();

        await page.IsAtAsync($"**{visitor.Project}");
    }

    [Fact]
    public async Task Who_may_not_start_a_project_reads_why_before_typing_anything()
    {
        var page = await chromium.OpenAsync(await server.AddressAsync());
        await Visitor.SignInAsync(page, "vera@acme.example");

        (await page.GotoAsync("/acme/new"))!.Status.ShouldBe(403);

        await page.GetByText("it needs the permission projects.create").WaitForAsync();
        (await page.GetByLabel("Name", new() { Exact = true }).CountAsync()).ShouldBe(0);
        await page.LookAsync("not-allowed");
    }

    [Fact]
    public async Task A_page_whose_server_was_restarted_goes_on_by_itself()
    {
        await using var own = new SlipwayServer();
        var visitor = await Visitor.ArriveAsync(own, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        var run = await mlflow.StartRunAsync("survivor");
        await page.GotoAsync($"{visitor.Project}/runs/{run}?tab=metrics");
        await page.ReadyAsync();
        await mlflow.LogMetricsAsync(run, 0, ("loss", 1));
        var note = page.Locator("[data-key=loss] .chart-note");
        await Assertions.Expect(note).ToHaveTextAsync("1 point");

        await own.StopAsync();
        await page.GetByText("Still no connection.").WaitForAsync();
        await page.LookAsync("reconnecting");
        await own.AddressAsync();
        await mlflow.LogMetricsAsync(run, 1, ("loss", 0.5));

        await Assertions.Expect(note).ToHaveTextAsync("2 points", new() { Timeout = 30_000 });
        new Uri(page.Url).PathAndQuery.ShouldBe($"{visitor.Project}/runs/{run}?tab=metrics");
        await page.ReadyAsync();
    }
}
