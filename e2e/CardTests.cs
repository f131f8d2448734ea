using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Two people write one model's card at the same moment, each in a browser of their own.</summary>
public sealed class CardTests(SlipwayServer server, Chromium chromium)
{
    private const string Project = "/acme/vision";

    [Fact]
    public async Task Two_people_write_one_card_and_nothing_of_either_is_lost()
    {
        var name = $"sorter-{Guid.NewGuid().ToString("n")[..6]}";
        var ada = await OpenAsync("ada@acme.example", $"{Project}/connect");
        using var mlflow = new MlflowClient($"{await server.AddressAsync()}{Project}", await Visitor.MakeTokenAsync(ada));
        await mlflow.RegisterModelAsync(name);
        await WriteAsync(ada, name, "Write the card");
        await ada.GetByLabel("Purpose", new() { Exact = true }).FillAsync("Sorts pictures.");
        await SaveAsync(ada);

        var ben = await OpenAsync("ben@acme.example", $"{Project}/models/{name}/card");
        await WriteAsync(ada, name, "Edit");
        await WriteAsync(ben, name, "Edit");
        await ben.GetByLabel("Purpose", new() { Exact = true }).FillAsync("Sorts pictures of shoes.");
        await ben.GetByLabel("Limits", new() { Exact = true }).FillAsync("Not for hats.");
        await ada.GetByLabel("Purpose", new() { Exact = true }).FillAsync("Sorts pictures for the shop.");
        await ada.GetByLabel("Fairness", new() { Exact = true }).FillAsync("As good for children's shoes.");
        await SaveAsync(ben);

        var meeting = ada.GetByRole(AriaRole.Alert, new() { Name = "What somebody else saved meanwhile" });
        await Assertions.Expect(meeting).ToContainTextAsync("Ben Okafor saved this card too. What only they changed is in yours now: Limits.");
        await Assertions.Expect(meeting).ToContainTextAsync("Ben Okafor changed “Purpose” as well as you.");
        await Assertions.Expect(meeting.Locator("ins")).ToHaveTextAsync("Sorts pictures of shoes.");
        (await ada.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).IsDisabledAsync()).ShouldBeTrue();
        await ada.LookAsync("card-meeting");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Take theirs for Purpose" }).ClickAsync();
        await Assertions.Expect(ada.GetByLabel("Purpose", new() { Exact = true })).ToHaveValueAsync("Sorts pictures of shoes.");
        await SaveAsync(ada);

        await ben.GetByText("As good for children's shoes.").WaitForAsync();
        await ben.GetByText("Not for hats.").WaitForAsync();
        await ben.GetByText("Sorts pictures of shoes.").WaitForAsync();
        await ben.LookAsync("card");
    }

    private async Task<IPage> OpenAsync(string email, string address)
    {
        var page = await chromium.OpenAsync(await server.AddressAsync());
        await Visitor.SignInAsync(page, email);
        await page.GotoAsync(address);
        await page.ReadyAsync();
        return page;
    }

    private static async Task WriteAsync(IPage page, string model, string button)
    {
        await page.GotoAsync($"{Project}/models/{model}/card");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "Model card" }).WaitForAsync();
    }

    private static async Task SaveAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "Model card" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
