using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>A project's last days: the archive, the trash, and back; and who may do all that.</summary>
public sealed class ProjectLifecycleTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_project_is_archived_deleted_and_brought_back_while_a_colleague_looks_at_it()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var run = await client.StartRunAsync("sunday");
        var noa = await visitor.BringAsync(server, chromium, "Noa Berg");
        await noa.GotoAsync(project);
        await noa.ReadyAsync();

        await page.GotoAsync($"{project}/settings");
        await page.ReadyAsync();
        await page.LookAsync("project-settings-lifecycle");
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await page.GetByText("This project has been in the archive since").WaitForAsync();
        await noa.GetByText("This project has been in the archive since").WaitForAsync();
        await noa.LookAsync("project-archived");
        (await Should.ThrowAsync<HttpRequestException>(() => client.LogMetricsAsync(run, 1, ("loss", 1)))).Message.ShouldContain("400");

        await page.LookAsync("project-settings-archived");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take out of the archive" }).ClickAsync();
        await noa.GetByText("This project has been in the archive since").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await client.LogMetricsAsync(run, 1, ("loss", 1));

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByText("1 run", new() { Exact = true }).WaitForAsync();
        var name = await page.Locator("label[for=confirmation] strong").InnerTextAsync();
        await page.GetByLabel("to confirm").FillAsync(name);
        await page.LookAsync("project-deletion");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Delete {name}" }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "Deleted projects" }).WaitForAsync();
        await page.ReadyAsync();
        await page.LookAsync("deleted-projects");
        await noa.GetByText("This project was deleted").WaitForAsync();
        await noa.LookAsync("project-deleted");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore {name}" }).ClickAsync();
        await page.GetByText($"{name} is back.").WaitForAsync();
        await page.LookAsync("deleted-projects-none");
        await noa.ReloadAsync();
        await noa.GetByRole(AriaRole.Heading, new() { Name = name }).First.WaitForAsync();
    }

    [Fact]
    public async Task The_page_of_roles_says_who_may_do_what_and_why()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        await visitor.BringAsync(server, chromium, "Noa Berg");
        var page = visitor.Page;

        await page.GotoAsync($"/{visitor.Project.Trim('/').Split('/')[0]}/roles");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Who may do what, and why" }).WaitForAsync();
        await page.GetByLabel("Choose somebody else").FillAsync("Noa");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show what Noa Berg may do" }).ClickAsync();
        await page.Locator(".rows .what a").First.ClickAsync();
        await page.Locator(".granted").WaitForAsync();
        await page.LookAsync("roles");
    }
}
