using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>An organization's own stages, and what is said before one goes.</summary>
public sealed class StageTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task Stages_are_added_named_ordered_and_taken_away_with_what_that_does_said_before()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var organization = project[..project.LastIndexOf('/')];
        var run = await mlflow.StartRunAsync("trained");
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors: {}\n");
        await mlflow.RegisterModelAsync("fraud");
        await mlflow.EnterStageAsync("fraud", await mlflow.RegisterVersionAsync("fraud", run), "Staging");

        await page.GotoAsync(organization);
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Stages" }).ClickAsync();
        await page.IsAtAsync("**/settings/stages");
        await page.GetByRole(AriaRole.Link, new() { Name = "fraud v1" }).WaitForAsync();
        await page.LookAsync("stages");

        await page.GetByLabel("Name of a new stage").FillAsync("Canary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Canary up" }).ClickAsync();
        await page.GetByText("The order becomes").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Saved the stages.").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Take away Staging" }).ClickAsync();
        await page.GetByText("The version that is in it goes to Archived").WaitForAsync();
        await page.LookAsync("stages-change");
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive 1 version and save" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take away Staging" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GotoAsync($"{project}/models/fraud/versions/1");
        await page.ReadyAsync();
        await page.Locator(".page-header .stage").GetByText("Archived").WaitForAsync();
    }
}
