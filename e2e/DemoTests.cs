using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>The first look: a server that was just started, and models that train while somebody watches.</summary>
public sealed partial class DemoTests(Chromium chromium) : IAsyncDisposable
{
    private readonly SlipwayServer _server = new() { Trains = true };

    [Fact]
    public async Task A_newcomer_finds_a_chart_that_moves_and_trains_more_models()
    {
        var page = await chromium.OpenAsync(await _server.AddressAsync());
        await Visitor.SignInAsync(page, "ada@acme.example");

        await page.GotoAsync("/acme/vision");
        await page.ReadyAsync();
        await page.GetByText("Best so far").WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByText("Failed", new() { Exact = true }).First.WaitForAsync(new() { Timeout = 60_000 });
        await page.LookAsync("overview-training");

        // The sweep after the first one takes its time.
        await page.GetByText(new Regex("Training model [1-3] of 9")).WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Watch it" }).ClickAsync();
        var note = page.Locator("[data-key='train/loss'] .chart-note");
        await Assertions.Expect(note).ToHaveTextAsync(Points(), new() { Timeout = 30_000 });
        var seen = await note.TextContentAsync();
        await Assertions.Expect(note).Not.ToHaveTextAsync(seen!);

        await page.GotoAsync("/acme/vision");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await page.GetByText("Killed").First.WaitForAsync();
        await page.LookAsync("overview-trained");
        await page.GetByRole(AriaRole.Button, new() { Name = "Train a model now" }).ClickAsync();
        await page.GetByText("Training model 1 of 9").WaitForAsync();
        await page.GetByText("started by Ada Moreno").WaitForAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [GeneratedRegex("^[0-9]+ points$")]
    private static partial Regex Points();
}
