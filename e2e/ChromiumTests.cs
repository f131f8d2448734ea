using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

public sealed class ChromiumTests
{
    [Fact]
    public async Task Chromium_runs_script_and_lays_out_text()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Parts.Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync();

        await page.SetContentAsync("<p style='font: 20px sans-serif; display: inline-block'>narrow</p><script>document.title = 6 * 7</script>");

        (await page.TitleAsync()).ShouldBe("42");
        (await page.Locator("p").BoundingBoxAsync()).ShouldNotBeNull().Width.ShouldBeInRange(30, 120);
    }
}
