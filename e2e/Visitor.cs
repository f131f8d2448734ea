using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Slipway;

/// <summary>Somebody new, with an organization and a project of their own and a token for it.</summary>
internal sealed record Visitor(IPage Page, MlflowClient Mlflow, string Project)
{
    /// <summary>Registers somebody new. Nothing is looked at on the way.</summary>
    public static async Task<Visitor> ArriveAsync(SlipwayServer server, Chromium chromium)
    {
        var address = await server.AddressAsync();
        var page = await chromium.OpenAsync(address);
        await page.GotoAsync("/register");
        var project = await RegisterAsync(page);
        await page.ReadyAsync();
        return new(page, new($"{address}{project}", await MakeTokenAsync(page)), project);
    }

    /// <summary>Fills the open registration form; answers the address of the project that it founds.</summary>
    public static async Task<string> RegisterAsync(IPage page)
    {
        var number = Guid.NewGuid().ToString("n")[..8];
        await page.GetByLabel("Your name").FillAsync("Ada Moreno");
        await page.GetByLabel("E-mail").FillAsync($"ada-{number}@harbour.example");
        await page.GetByLabel("Password").FillAsync("a calm and long password");
        await page.GetByLabel("Organization").FillAsync($"Harbour {number}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.IsAtAsync("**/connect");
        return new Uri(page.Url).AbsolutePath.Replace("/connect", "", StringComparison.Ordinal);
    }

    /// <summary>Invites somebody new, as a member or as a guest who views the project, and follows the mailed link in a window of theirs.</summary>
    /// <returns>Their window, at the organization.</returns>
    public async Task<IPage> BringAsync(SlipwayServer server, Chromium chromium, string name, bool asGuest = false)
    {
        var email = $"{Guid.NewGuid().ToString("n")[..8]}@harbour.example";
        await Page.GotoAsync($"/{Project.Split('/')[1]}/invitations");
        await Page.ReadyAsync();
        await Page.GetByLabel("E-mail addresses").FillAsync(email);
        if (asGuest)
        {
            await Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Guest");
            await Page.GetByLabel("Role in Getting started").SelectOptionAsync("Viewer");
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Page.GetByText($"{email} is invited.").WaitForAsync();
        var page = await chromium.OpenAsync(await server.AddressAsync());
        await page.GotoAsync($"/operator/mail?key={await server.MailKeyAsync()}");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).GetByRole(AriaRole.Link, new() { Name = "invites you to" }).ClickAsync();
        await page.Locator("pre a").ClickAsync();
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync("a calm and long password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account and join" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        return page;
    }

    /// <summary>Signs in somebody of the demo, all of whom have one password.</summary>
    public static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync("slipway-demo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.IsAtAsync(new Regex("^(?!.*sign-in)"));
    }

    /// <summary>Makes a token on the open Connect page.</summary>
    public static async Task<string> MakeTokenAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token for this project" }).ClickAsync();
        var secret = await page.GetByLabel("Token", new() { Exact = true }).TextContentAsync();
        return secret!.Trim();
    }
}
