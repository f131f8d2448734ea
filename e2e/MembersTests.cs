using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>People come into an organization by a mail and leave it while a page is open.</summary>
public sealed class MembersTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task Somebody_is_invited_registers_by_the_mailed_link_sees_the_project_and_is_removed_while_their_page_is_open()
    {
        var (owner, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var organization = $"/{project.Split('/')[1]}";
        var email = $"mia-{Guid.NewGuid().ToString("n")[..8]}@harbour.example";

        await owner.GotoAsync($"{organization}/invitations");
        await owner.ReadyAsync();
        await owner.GetByLabel("E-mail addresses").FillAsync($"{email}, nobody-there");
        await owner.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Guest");
        await owner.GetByLabel("Role in Getting started").SelectOptionAsync("Contributor");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Invite 2 people" }).ClickAsync();
        await owner.GetByText("'nobody-there' is no e-mail address.").WaitForAsync();
        await owner.LookAsync("invitations-refused");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Leave them out" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await owner.GetByText($"{email} is invited.").WaitForAsync();
        await owner.LookAsync("invitations");

        var mia = await chromium.OpenAsync(await server.AddressAsync());
        await mia.GotoAsync($"/operator/mail?key={await server.MailKeyAsync()}");
        await mia.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).GetByRole(AriaRole.Link, new() { Name = "invites you to" }).ClickAsync();
        await mia.Locator("pre a").ClickAsync();
        await mia.LookAsync("invitation");
        await mia.GetByLabel("Your name").FillAsync("Mia Okafor");
        await mia.GetByLabel("Password").FillAsync("a calm and long password");
        await mia.GetByRole(AriaRole.Button, new() { Name = "Create account and join" }).ClickAsync();
        await mia.GetByRole(AriaRole.Link, new() { Name = "Getting started" }).First.ClickAsync();
        await mia.IsAtAsync($"**{project}");
        await mia.ReadyAsync();
        await mia.GetByText("Confirm your e-mail address").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await owner.GotoAsync($"{organization}/members");
        await owner.ReadyAsync();
        await owner.GetByText("Mia Okafor").WaitForAsync();
        await owner.LookAsync("members");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Suspend Mia Okafor" }).ClickAsync();
        await mia.GetByRole(AriaRole.Heading, new() { Name = "You are no longer in" }).WaitForAsync(new() { Timeout = 5_000 });
        await mia.LookAsync("access-lost");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Reinstate Mia Okafor" }).ClickAsync();
        await mia.GetByRole(AriaRole.Heading, new() { Name = "You are no longer in" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove Mia Okafor" }).ClickAsync();
        await owner.GetByRole(AriaRole.Heading, new() { Name = "Remove Mia Okafor?" }).WaitForAsync();
        await owner.LookAsync("member-removal");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove Mia Okafor", Exact = true }).First.ClickAsync();
        await owner.GetByText("is no longer a member").WaitForAsync();
        await mia.GetByRole(AriaRole.Heading, new() { Name = "You are no longer in" }).WaitForAsync(new() { Timeout = 5_000 });
        await mia.GotoAsync(project);
        await mia.GetByText("There is nothing here").Or(mia.GetByText("not found", new() { Exact = false })).First.WaitForAsync();
        (await mia.Locator(".rail").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_owner_hands_the_organization_over_and_is_an_administrator_from_then_on()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (organization, page) = ($"/{visitor.Project.Split('/')[1]}", visitor.Page);
        var noa = await visitor.BringAsync(server, chromium, "Noa Berg");
        await page.GotoAsync($"{organization}/membership");
        await page.ReadyAsync();
        await page.GetByText("You are an owner").WaitForAsync();
        await page.GetByLabel("Who becomes the owner").FillAsync("noa");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose Noa Berg" }).ClickAsync();
        await page.LookAsync("ownership");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make Noa Berg the owner" }).ClickAsync();
        await page.GetByText("You are an administrator").WaitForAsync();

        await noa.GotoAsync($"{organization}/membership");
        await noa.GetByText("You are an owner").WaitForAsync();
    }

    [Fact]
    public async Task An_owner_who_is_alone_is_told_why_they_cannot_leave()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GotoAsync($"/{project.Split('/')[1]}/membership");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, leave" }).ClickAsync();
        await page.GetByText("only owner").WaitForAsync();
        await page.LookAsync("membership");
    }
}
