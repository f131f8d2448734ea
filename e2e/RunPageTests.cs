using Microsoft.Playwright;
using Xunit;

namespace Slipway;

/// <summary>A run's page, used as one does all day: written on, followed, stepped through.</summary>
public sealed class RunPageTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task What_one_person_writes_on_a_run_is_on_the_others_screen_and_neither_note_is_lost()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var run = await mlflow.StartRunAsync("written-on");
        var other = await page.Context.NewPageAsync();
        foreach (var each in new[] { page, other })
        {
            await each.GotoAsync($"{project}/runs/{run}");
            await each.ReadyAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Add tag" }).ClickAsync();
        await page.GetByLabel("Name of the tag").FillAsync("team");
        await page.GetByLabel("Value of the tag").FillAsync("vision");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await other.GetByText("vision", new() { Exact = true }).First.WaitForAsync();

        await other.GetByRole(AriaRole.Button, new() { Name = "Write a note" }).ClickAsync();
        await Note(other).FillAsync("# Second");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write a note" }).ClickAsync();
        await Note(page).FillAsync("# First\n\n- [x] tuned");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await other.GetByText("Somebody else saved another note meanwhile.").WaitForAsync();
        await other.LookAsync("run-note-conflict");
        await other.GetByRole(AriaRole.Button, new() { Name = "Put theirs before mine" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Second" }).WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "First" }).WaitForAsync();
        await page.LookAsync("run-note");
    }

    [Fact]
    public async Task A_file_that_grows_is_followed_as_a_console_and_searched()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var run = await mlflow.StartRunAsync("talkative");
        await page.GotoAsync($"{project}/runs/{run}?tab=console");
        await page.GetByText("Nothing printed yet").WaitForAsync();
        await page.ReadyAsync();
        await page.LookAsync("run-without-console");

        var printed = string.Concat(Enumerable.Range(0, 900).Select(epoch => $"\u001b[32mINFO\u001b[0m epoch {epoch} <b>done</b>\n"));
        await mlflow.LogArtifactAsync(run, "logs/stdout.log", printed);
        await page.GetByText("INFO epoch 899 <b>done</b>").WaitForAsync();
        await mlflow.LogArtifactAsync(run, "logs/stdout.log", printed + "the last word\n");
        await page.GetByText("the last word").WaitForAsync();
        await page.LookAsync("run-console");

        await page.GetByLabel("Find in the console").FillAsync("epoch 77 ");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("1 of 1", new() { Exact = true }).WaitForAsync();
        await page.GetByText("INFO epoch 77 <b>done</b>").WaitForAsync();
    }

    [Fact]
    public async Task Keys_go_to_the_next_run_and_back_in_the_order_of_the_list()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        foreach (var (name, loss) in new[] { ("worst", 0.9), ("best", 0.1), ("middle", 0.5) })
        {
            await mlflow.LogMetricsAsync(await mlflow.StartRunAsync(name), 1, ("loss", loss));
        }

        await page.GotoAsync($"{project}/experiments/0?order=metrics.loss%20ASC");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "best", Exact = true }).ClickAsync();
        await page.GetByLabel("Next run: middle").WaitForAsync();
        await page.Keyboard.PressAsync("]");
        await page.GetByRole(AriaRole.Heading, new() { Name = "middle" }).WaitForAsync();
        await page.GetByLabel("Next run: worst").WaitForAsync();
        await page.Keyboard.PressAsync("[");
        await page.GetByRole(AriaRole.Heading, new() { Name = "best" }).WaitForAsync();
    }

    private static ILocator Note(IPage page) => page.GetByLabel("Note, in Markdown");
}
