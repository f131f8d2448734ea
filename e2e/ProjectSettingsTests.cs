using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>A project gets another name and another circle of readers.</summary>
public sealed class ProjectSettingsTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_project_is_renamed_and_closed_while_a_colleague_looks_at_it()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var noa = await visitor.BringAsync(server, chromium, "Noa Berg");
        await noa.GotoAsync(project);
        await noa.ReadyAsync();

        await page.GotoAsync(project);
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Letters and postcodes");
        await page.GetByText("Private", new() { Exact = true }).ClickAsync();
        await page.GetByText("loses access as soon as this is saved").WaitForAsync();
        await page.LookAsync("project-settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Letters and postcodes" }).First.WaitForAsync();
        await page.LookAsync("project-settings-saved");

        await noa.GetByRole(AriaRole.Heading, new() { Name = "You no longer have access to" }).WaitForAsync();
    }
}
