using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>What an organization runs, as its stakeholders see it: on a screen, on a guest's phone and on paper.</summary>
public sealed class ProductionTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task What_is_in_production_is_shown_live_and_can_be_printed()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        var (page, mlflow, project) = visitor;
        using var client = mlflow;
        var organization = project[..project.LastIndexOf('/')];
        await page.GotoAsync(organization);
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "In production" }).ClickAsync();
        await page.GetByText("Nothing is in production yet").WaitForAsync();
        await page.LookAsync("production-none");

        await RegisterAsync(mlflow, "fraud", 0.9);
        await page.GetByRole(AriaRole.Heading, new() { Name = "fraud" }).WaitForAsync();
        await page.LookAsync("production-one");
        await RegisterAsync(mlflow, "fraud", 0.95);
        await page.GetByRole(AriaRole.Link, new() { Name = "Version 2" }).WaitForAsync();
        await RegisterAsync(mlflow, "which-letters-of-the-harbour-master-have-to-be-answered-before-noon-and-by-whom", 0.71);
        await RegisterAsync(mlflow, "drift", 0.5);
        await page.GetByRole(AriaRole.Heading, new() { Name = "drift" }).WaitForAsync();
        await page.LookAsync("production");

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.GetByRole(AriaRole.Heading, new() { Name = "fraud" }).IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator(".bar").IsVisibleAsync()).ShouldBeFalse();
        await page.ScreenshotAsync(new() { Path = Path.Combine(SlipwayServer.Folder(), "e2e", "artifacts", "production-print.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        var guest = await visitor.BringAsync(server, chromium, "Greta Lund", asGuest: true);
        await guest.SetViewportSizeAsync(390, 844);
        await guest.GotoAsync($"{organization}/production");
        await guest.GetByRole(AriaRole.Heading, new() { Name = "fraud" }).WaitForAsync();
        await guest.LookAsync("production-guest");
    }

    private static async Task RegisterAsync(MlflowClient mlflow, string name, double accuracy)
    {
        var run = await mlflow.StartRunAsync($"{name}-{accuracy}");
        await mlflow.LogMetricsAsync(run, 1, ("val/accuracy", accuracy), ("val/loss", 1 - accuracy), ("latency_ms", 100 * accuracy));
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors: {}\n");
        if (accuracy is not 0.95)
        {
            await mlflow.RegisterModelAsync(name, "What it decides.");
        }

        await mlflow.MoveAliasAsync(name, "production", await mlflow.RegisterVersionAsync(name, run));
    }
}
