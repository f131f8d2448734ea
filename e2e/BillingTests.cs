using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>An organization that reaches a limit, upgrades, and goes on.</summary>
public sealed class BillingTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task Who_hits_a_limit_upgrades_and_can_write_again_and_reads_what_it_costs_before()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        mlflow.Dispose();
        var organization = project.Split('/')[1];
        await page.GotoAsync($"/{organization}/billing");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Plan and billing" }).WaitForAsync();
        await page.ReadyAsync();
        await page.GetByText("No invoices yet.").WaitForAsync();
        await page.LookAsync("billing-free");
        for (var number = 2; number <= 20; number++)
        {
            await StartAsync(page, organization, $"Project {number}");
            await page.IsAtAsync("**/connect");
        }

        await StartAsync(page, organization, "One too many");
        await page.GetByRole(AriaRole.Alert).GetByText("This organization has 20 projects, and its plan Free allows 20.").WaitForAsync();

        await page.GotoAsync($"/{organization}/usage");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See plans and invoices" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Plan and billing" }).WaitForAsync();
        await page.ReadyAsync();
        await page.GetByLabel("Who pays").FillAsync("Harbour GmbH\nKai 1\n20457 Hamburg");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByText("Saved. It stands on invoices from now on.").WaitForAsync();
        await page.GetByLabel("Seats", new() { Exact = true }).FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose Team" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Team, 3 seats, monthly" }).WaitForAsync();
        await page.LookAsync("billing-trial");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try Team for 14 days" }).ClickAsync();
        await page.GetByText("Trial until").WaitForAsync();

        await StartAsync(page, organization, "One too many");
        await page.IsAtAsync("**/connect");

        await page.GotoAsync($"/{organization}/billing");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the subscription" }).ClickAsync();
        await page.GetByText("21 projects are there, and the limit is 20 projects.").WaitForAsync();
        await page.LookAsync("billing-cancel");
        await page.GetByRole(AriaRole.Button, new() { Name = "End it on" }).ClickAsync();
        await page.GetByText("Ends on").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it go on" }).ClickAsync();
        await page.GetByText("Trial until").WaitForAsync();
    }

    [Fact]
    public async Task Seats_are_prorated_and_invoices_are_read_on_a_page_and_as_a_file()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        mlflow.Dispose();
        await page.GotoAsync($"/{project.Split('/')[1]}/billing");
        await page.ReadyAsync();
        await page.GetByLabel("Seats", new() { Exact = true }).FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose Team" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay from today on instead" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm for €95.00" }).ClickAsync();
        await page.GetByText("Paid until").WaitForAsync();
        await page.GetByLabel("Yearly, two months free").CheckAsync();
        await page.GetByLabel("Seats", new() { Exact = true }).FillAsync("4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change Team" }).ClickAsync();
        await page.GetByText("Given back: Team, 5 seats").WaitForAsync();
        await page.LookAsync("billing-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm for €665.00" }).ClickAsync();
        await page.GetByText("Team, 4 seats, yearly").First.WaitForAsync();
        await page.LookAsync("billing-active");

        await page.GetByRole(AriaRole.Region, new() { Name = "Invoices" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, NameRegex = new("Invoice .*-0002") }).WaitForAsync();
        await page.ReadyAsync();
        await page.LookAsync("billing-invoice");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "PDF" }).ClickAsync());
        (await File.ReadAllBytesAsync(await file.PathAsync(), TestContext.Current.CancellationToken)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
    }

    private static async Task StartAsync(IPage page, string organization, string name)
    {
        await page.GotoAsync($"/{organization}/new");
        await page.ReadyAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start project" }).ClickAsync();
    }
}
