using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>An organization that grows into its limit, reads what that means, and finds it on its usage page.</summary>
public sealed class UsageTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_limit_comes_near_is_reached_in_the_browser_and_is_passed_when_it_shrinks()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        mlflow.Dispose();
        var organization = project.Split('/')[1];
        await OpenAsync(page, organization);
        await page.GetByText("1 project", new() { Exact = true }).WaitForAsync();
        await page.LookAsync("usage-empty");

        await LimitAsync(organization, 7);
        for (var number = 2; number <= 6; number++)
        {
            await StartAsync(page, organization, $"Project {number}");
            await page.IsAtAsync("**/connect");
        }

        await OpenAsync(page, organization);
        await page.GetByRole(AriaRole.Link, new() { Name = "Projects" }).Last.WaitForAsync();
        (await page.Locator("#Projects").TextContentAsync())!.ShouldContain("85 %");
        await page.LookAsync("usage-near");

        await StartAsync(page, organization, "Project 7");
        await page.IsAtAsync("**/connect");
        await StartAsync(page, organization, "One too many");
        await page.GetByRole(AriaRole.Alert).GetByText("This organization has 7 projects, and its plan Free allows 7.").WaitForAsync();
        await page.LookAsync("usage-refused");

        await LimitAsync(organization, 5);
        await OpenAsync(page, organization);
        await page.GetByText("Over the limit by 2 projects.").WaitForAsync();
        await page.LookAsync("usage-over");
        await page.GotoAsync(project);
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
    }

    private static async Task OpenAsync(IPage page, string organization)
    {
        await page.GotoAsync($"/{organization}/usage");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage", Exact = true }).WaitForAsync();
        await page.ReadyAsync();
    }

    private static async Task StartAsync(IPage page, string organization, string name)
    {
        await page.GotoAsync($"/{organization}/new");
        await page.ReadyAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start project" }).ClickAsync();
    }

    private async Task LimitAsync(string organization, int most)
    {
        await server.OperateAsync("plans", "limit", "--organization", organization, "--resource", "Projects", "--most", $"{most}");
        // Until the server has forgotten what it read a moment ago.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
    }
}
