using Shouldly;
using Xunit;

namespace Slipway;

public sealed class ChromiumTests(Chromium chromium)
{
    [Fact]
    public async Task Chromium_runs_script_and_lays_out_text()
    {
        var page = await chromium.OpenAsync();

        await page.SetContentAsync("<p style='font: 20px sans-serif; display: inline-block'>narrow</p><script>document.title = 6 * 7</script>");

        (await page.TitleAsync()).ShouldBe("42");
        (await page.Locator("p").BoundingBoxAsync()).ShouldNotBeNull().Width.ShouldBeInRange(30, 120);
    }
}
