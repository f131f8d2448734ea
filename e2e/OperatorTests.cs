using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>Whoever runs the installation sees how it is.</summary>
public sealed class OperatorTests(Chromium chromium)
{
    [Fact]
    public async Task An_operator_sees_the_server_its_work_and_its_organizations_and_others_see_nothing()
    {
        await using var own = new SlipwayServer();
        var operated = await own.OperateAsync("users", "show", "--email", "ada@acme.example");
        await own.StopAsync();
        own.Operators = operated.Trim();
        var address = await own.AddressAsync();
        var (page, other) = (await chromium.OpenAsync(address), await chromium.OpenAsync(address));
        await Visitor.SignInAsync(page, "ada@acme.example");
        await Visitor.SignInAsync(other, "ben@acme.example");
        await page.ReadyAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "account and theme" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Operation" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Work in the background" }).WaitForAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "identity.send-mails" }).GetByText("Succeeded").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now: billing.reconcile-quotas" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "billing.reconcile-quotas" }).GetByText("Succeeded").WaitForAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("globex");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "globex" }).WaitForAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "acme" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.LookAsync("operation");

        await other.GotoAsync("/operator/overview");
        await other.GetByRole(AriaRole.Heading, new() { Name = "nothing here" }).Or(other.GetByText("404")).First.WaitForAsync();
    }
}
