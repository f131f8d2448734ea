using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>An account's life in a real browser: mailed links, passkeys, a session ended from elsewhere.</summary>
public sealed class AccountTests(SlipwayServer server, Chromium chromium)
{
    private const string Password = "a calm and long password";
    private const string Another = "another calm and long password";

    [Fact]
    public async Task Somebody_forgets_the_password_and_sets_a_new_one_by_the_mailed_link()
    {
        var (page, email) = await RegisterAsync();
        await page.GetByText("Confirm your e-mail address").First.WaitForAsync();
        var elsewhere = await OpenAsync();

        await elsewhere.GotoAsync("/sign-in");
        await elsewhere.LookAsync("sign-in");
        await elsewhere.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await elsewhere.GetByLabel("E-mail").FillAsync(email);
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Mail me a link" }).ClickAsync();
        await elsewhere.GetByText("a link is on its way there").WaitForAsync();
        await elsewhere.LookAsync("forgot-password");

        await OpenMailAsync(elsewhere, email, "Set a new password");
        await elsewhere.Locator("pre a").ClickAsync();
        await elsewhere.LookAsync("reset-password");
        await elsewhere.GetByLabel("New password").FillAsync(Another);
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        await SignInAsync(elsewhere, email, Another);

        // The page that stayed open elsewhere notices by itself.
        await page.IsAtAsync("**/sign-in?after=ended**");
        await page.GetByText("You were signed out here").WaitForAsync();
    }

    [Fact]
    public async Task A_passkey_is_added_named_used_to_sign_in_and_removed()
    {
        var (page, _) = await RegisterAsync();
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });

        await page.GotoAsync("/account/passkeys");
        await page.Locator("form[data-passkey][data-ready]").WaitForAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey" }).ClickAsync();
        await page.GetByLabel("Name of Work laptop").FillAsync("Desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await page.GetByLabel("Name of Desk").WaitForAsync();
        await page.LookAsync("account-passkeys");

        await SignOutAsync(page);
        await page.GotoAsync("/sign-in");
        await page.Locator("form[data-passkey][data-ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.Locator(".person").WaitForAsync();

        await page.GotoAsync("/account/passkeys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Desk" }).ClickAsync();
        await page.GetByText("None yet.").WaitForAsync();
        await SignOutAsync(page);
        await page.GotoAsync("/sign-in");
        await page.Locator("form[data-passkey][data-ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("This passkey isn't known here").WaitForAsync();
    }

    [Fact]
    public async Task A_session_is_ended_from_another_browser_while_its_page_is_open()
    {
        var (page, email) = await RegisterAsync();
        await page.ReadyAsync();
        var other = await OpenAsync();
        await other.GotoAsync("/sign-in");
        await SignInAsync(other, email, Password);
        await other.GotoAsync("/account/sessions");
        await other.LookAsync("account-sessions");

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out all other browsers" }).ClickAsync();

        await page.IsAtAsync("**/sign-in?after=ended**");
    }

    [Fact]
    public async Task Name_zone_theme_and_picture_are_seen_on_every_page()
    {
        var (page, _) = await RegisterAsync();
        await page.GotoAsync("/account");
        await page.LookAsync("account-profile");

        await page.GetByLabel("Your name").FillAsync("Nia Okoro");
        await page.GetByLabel("Time zone").SelectOptionAsync("Pacific/Auckland");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Saved.").WaitForAsync();
        (await page.Locator(".person").TextContentAsync()).ShouldNotBeNull().ShouldContain("Nia Okoro");
        await page.GetByLabel("A PNG, JPEG").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = await page.Locator(".person").ScreenshotAsync() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Use picture" }).ClickAsync();
        await page.GetByText("Your picture is changed.").WaitForAsync();
        (await page.Locator(".person img").EvaluateAsync<int>("image => image.naturalWidth")).ShouldBeGreaterThan(10);

        var saved = page.WaitForResponseAsync("**/api/v1/account/theme");
        await page.Locator(".choice [value=dark]").CheckAsync();
        (await saved).Status.ShouldBe(200);
        await page.GotoAsync("/organizations");
        (await page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
        (await page.Locator("html").GetAttributeAsync("data-zone")).ShouldBe("Pacific/Auckland");
    }

    [Fact]
    public async Task The_other_pages_of_an_account_pass_inspection()
    {
        var (page, email) = await RegisterAsync();
        foreach (var name in new[] { "email", "password", "two-factor", "data" })
        {
            await page.GotoAsync($"/account/{name}");
            await page.LookAsync($"account-{name}");
        }

        await OpenMailAsync(page, email, "Confirm your e-mail address");
        await page.LookAsync("outbox-mail");
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).First.WaitForAsync();
        await page.LookAsync("outbox");
        await OpenMailAsync(page, email, "Confirm your e-mail address");
        await page.Locator("pre a").ClickAsync();
        await page.LookAsync("confirm-email");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await page.GetByText("Your e-mail address is confirmed.").WaitForAsync();
    }

    // Browsers offer passkeys on the name alone, and not on the number.
    private async Task<IPage> OpenAsync() => await chromium.OpenAsync((await server.AddressAsync()).Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    private async Task<(IPage Page, string Email)> RegisterAsync()
    {
        var page = await OpenAsync();
        var number = Guid.NewGuid().ToString("n")[..8];
        var email = $"nia-{number}@harbour.example";
        await page.GotoAsync("/register");
        await page.GetByLabel("Your name").FillAsync("Nia Newcomer");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByLabel("Organization").FillAsync($"Quay {number}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await page.IsAtAsync("**/connect");
        return (page, email);
    }

    private async Task OpenMailAsync(IPage page, string email, string subject)
    {
        await page.GotoAsync($"/operator/mail?key={await server.MailKeyAsync()}");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).GetByRole(AriaRole.Link, new() { Name = subject }).ClickAsync();
        await page.Locator("pre a").WaitForAsync();
    }

    private static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator(".person").WaitForAsync();
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.Locator(".person").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true }).First.WaitForAsync();
    }
}
