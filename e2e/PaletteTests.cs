using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Getting about without a mouse.</summary>
public sealed class PaletteTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_run_is_a_few_letters_away_and_every_page_two_keys()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var run = await mlflow.StartRunAsync("harbour-lights");
        await page.GotoAsync(project);
        await page.ReadyAsync();

        await page.Keyboard.PressAsync("Control+k");
        await page.LookAsync("palette");
        await page.Keyboard.TypeAsync("LIGHTS");
        await page.GetByRole(AriaRole.Option, new() { Name = "harbour-lights" }).WaitForAsync();
        await page.LookAsync("palette-found");
        await page.Keyboard.PressAsync("Enter");
        await page.IsAtAsync($"**/runs/{run}**");

        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Keys on this page" }).WaitForAsync();
        await page.LookAsync("keys");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("e");
        await page.IsAtAsync("**/experiments");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("nothing has this name");
        await page.GetByText("Nothing is called").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        page.Url.ShouldEndWith("/experiments");
    }
}
