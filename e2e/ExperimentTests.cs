using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>What a project and its experiments are about, and experiments beside one another.</summary>
public sealed class ExperimentTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task An_experiment_is_described_renamed_trashed_and_restored_where_its_runs_are()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        await mlflow.EndRunAsync(await mlflow.StartRunAsync("first"));

        await page.GotoAsync($"{visitor.Project}/experiments/0");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "About", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a description" }).ClickAsync();
        await page.GetByLabel("Description, in Markdown").FillAsync("# Tides\n\nWhich model tells the **tide** best?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tides" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add tag" }).ClickAsync();
        await page.GetByLabel("Name of the tag").FillAsync("team");
        await page.GetByLabel("Value of the tag").FillAsync("harbour");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByLabel("Change team").WaitForAsync();
        await page.LookAsync("experiment");

        await page.GetByLabel("More about this experiment").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await page.Locator("#experiment-name").FillAsync("Tides of the harbour");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Tides of the harbour" }).WaitForAsync();

        await page.GetByLabel("More about this experiment").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete to the trash" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true }).First.ClickAsync();
        await page.GetByText("This experiment is in the trash").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByRole(AriaRole.Link, new() { Name = "first", Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task A_brief_stands_on_the_overview_and_the_best_is_judged_by_the_readers_metric()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        await TrainAsync(mlflow, "careful", 0.1, 0.8);
        await TrainAsync(mlflow, "bold", 0.3, 0.9);

        await page.GotoAsync(visitor.Project);
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a brief" }).ClickAsync();
        await page.GetByLabel("Brief, in Markdown").FillAsync("Tell the tide, **well enough to sail by**.");
        await page.GetByText("Preview", new() { Exact = true }).ClickAsync();
        await page.GetByText("well enough to sail by").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit brief" }).WaitForAsync();

        await page.GetByLabel("Metric that runs are judged by").SelectOptionAsync("val/loss");
        await Assertions.Expect(page.Locator(".card-grid")).ToContainTextAsync("careful");
        await page.GetByLabel("Metric that runs are judged by").SelectOptionAsync("val/accuracy");
        await Assertions.Expect(page.Locator(".card-grid")).ToContainTextAsync("bold");
        await page.LookAsync("overview-best");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep as its primary metric" }).ClickAsync();
        await page.IsAtAsync(new Regex("^(?!.*best=)"));
        await Assertions.Expect(page.Locator(".card-grid")).ToContainTextAsync("bold");
    }

    [Fact]
    public async Task Experiments_are_chosen_in_the_list_and_stand_side_by_side()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        await TrainAsync(mlflow, "careful", 0.1, 0.8);
        await page.GotoAsync($"{visitor.Project}/experiments");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New experiment" }).ClickAsync();
        await page.GetByLabel("Name of the new experiment").FillAsync("Another");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create experiment" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Another" }).WaitForAsync();

        await page.GotoAsync($"{visitor.Project}/experiments");
        await page.ReadyAsync();
        await page.GetByLabel("Choose Default").CheckAsync();
        await page.GetByLabel("Choose Another").CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Compare experiments" }).WaitForAsync();
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "careful" }).First.WaitForAsync();
        await page.LookAsync("experiments-compared");
    }

    private static async Task TrainAsync(MlflowClient mlflow, string name, double loss, double accuracy)
    {
        var run = await mlflow.StartRunAsync(name);
        await mlflow.LogParamsAsync(run, ("lr", "0.1"));
        await mlflow.LogMetricsAsync(run, 1, ("val/loss", loss), ("val/accuracy", accuracy));
        await mlflow.EndRunAsync(run);
    }
}
