using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Two people at one run, each in a browser of their own.</summary>
public sealed class CommentTests(SlipwayServer server, Chromium chromium)
{
    private const string Project = "/acme/vision";

    [Fact]
    public async Task Two_people_talk_about_a_run_and_see_each_other_come_write_react_and_go()
    {
        var (ada, run) = await ArriveAsync("talked-about");
        var ben = await OpenAsync("ben@acme.example", $"{run}?tab=discussion");
        await ada.GotoAsync($"{run}?tab=discussion");
        await ada.ReadyAsync();
        await Assertions.Expect(ada.GetByRole(AriaRole.List, new() { Name = "Also here" })).ToContainTextAsync("Ben Okafor");
        await Assertions.Expect(ben.GetByRole(AriaRole.List, new() { Name = "Also here" })).ToContainTextAsync("Ada Moreno");

        // A name is completed with the keyboard alone.
        var writing = ada.GetByRole(AriaRole.Textbox, new() { Name = "Write a comment" });
        await ada.AttachedAsync("form.composer");
        await writing.PressSequentiallyAsync("Why is it **flat**? @be");
        await ada.GetByRole(AriaRole.Option, new() { Name = "Ben Okafor" }).WaitForAsync();
        await writing.PressAsync("Enter");
        await writing.PressSequentiallyAsync("please look.");
        await writing.PressAsync("Control+Enter");
        await Assertions.Expect(ben.Locator(".thread .mention")).ToHaveTextAsync("@Ben Okafor");

        await ben.GetByRole(AriaRole.Button, new() { Name = "Add a reaction" }).ClickAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Eyes", Exact = true }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Eyes, 1: Ben Okafor" }).WaitForAsync();

        await ben.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await ben.GetByRole(AriaRole.Textbox, new() { Name = "Reply to Ada Moreno" }).FillAsync("The rate is too high.\n\n```python\n@decorated\nlr = 0.2\n```");
        await ben.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await ada.GetByText("The rate is too high.").WaitForAsync();
        await ada.LookAsync("discussion");

        await ada.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await ben.GetByText("Resolved by Ada Moreno").WaitForAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Show 2 comments" }).ClickAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Reopen" }).ClickAsync();
        await ada.GetByText("Resolved by Ada Moreno").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await ben.Context.CloseAsync();
        await Assertions.Expect(ada.GetByRole(AriaRole.List, new() { Name = "Also here" })).ToHaveCountAsync(0, new() { Timeout = 5_000 });
    }

    [Fact]
    public async Task What_comes_in_does_not_move_what_somebody_is_writing()
    {
        var (ada, run) = await ArriveAsync("steady");
        await ada.GotoAsync($"{run}?tab=discussion");
        await ada.ReadyAsync();
        var vera = await OpenAsync("vera@acme.example", $"{run}?tab=discussion");
        foreach (var number in Enumerable.Range(1, 6))
        {
            await SayAsync(ada, $"Thread {number}");
        }

        var field = vera.GetByRole(AriaRole.Textbox, new() { Name = "Write a comment" });
        await field.FillAsync("I am in the middle of a");
        await vera.EvaluateAsync("() => scrollBy(0, 200)");
        var before = await field.BoundingBoxAsync();

        await SayAsync(ada, "One that comes in\n\nwith several\n\nlines");
        await vera.GetByText("One that comes in").WaitForAsync();

        var after = await field.BoundingBoxAsync();
        after!.Y.ShouldBe(before!.Y, 1);
        (await field.InputValueAsync()).ShouldBe("I am in the middle of a");
        // What isn't sent is there again after a reload.
        await vera.ReloadAsync();
        await vera.ReadyAsync();
        await Assertions.Expect(field).ToHaveValueAsync("I am in the middle of a");
    }

    [Fact]
    public async Task A_comment_is_edited_read_in_its_older_words_and_deleted()
    {
        var (ada, run) = await ArriveAsync("reworded");
        await ada.GotoAsync($"{run}?tab=discussion");
        await ada.ReadyAsync();
        await SayAsync(ada, "The first words");
        var elsewhere = await ada.Context.NewPageAsync();
        await elsewhere.GotoAsync($"{run}?tab=discussion");
        await elsewhere.ReadyAsync();
        await BeginEditAsync(ada);
        await BeginEditAsync(elsewhere);
        await SaveAsync(elsewhere, "The second words");
        await ada.GetByText("edited").First.WaitForAsync();
        await SaveAsync(ada, "The third words");
        await ada.GetByText("edited somewhere else meanwhile").WaitForAsync();
        await Assertions.Expect(ada.Locator(".theirs")).ToContainTextAsync("The second words");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(elsewhere.Locator(".thread")).ToContainTextAsync("The third words");

        await MoreAsync(ada, "History");
        await Assertions.Expect(ada.GetByRole(AriaRole.Region, new() { Name = "History of this comment" })).ToContainTextAsync("The first words");
        await ada.LookAsync("comment-history");
        await MoreAsync(ada, "Delete");
        await ada.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await elsewhere.GetByText("Deleted by Ada Moreno").WaitForAsync();
        await Assertions.Expect(elsewhere.Locator(".thread")).Not.ToContainTextAsync("words");
    }

    [Fact]
    public async Task A_comment_made_on_a_chart_leads_back_to_its_step()
    {
        var (ada, run) = await ArriveAsync("pointed-at");
        await ada.GotoAsync($"{run}?tab=metrics");
        await ada.ReadyAsync();
        var chart = ada.Locator("[data-key='train/loss'] .chart-plot");
        // The newest value stands beside the name once the points are drawn; before, there is nothing to move along.
        var readout = ada.Locator("[data-key='train/loss'] .chart-readout");
        await Assertions.Expect(readout).Not.ToBeEmptyAsync();
        await chart.FocusAsync();
        await chart.PressAsync("Home");
        await chart.PressAsync("ArrowRight");
        await chart.PressAsync("ArrowRight");
        await Assertions.Expect(readout.Locator(".chart-at")).ToContainTextAsync("2");
        await chart.PressAsync("c");
        await ada.IsAtAsync(new Regex("tab=discussion.*step=2"));
        await Assertions.Expect(ada.Locator(".composer .point")).ToContainTextAsync("train/loss");
        await SayAsync(ada, "It bends here");
        await ada.Locator(".comment .point").ClickAsync();
        await ada.IsAtAsync(new Regex("mark=2"));
        await chart.Locator("canvas").WaitForAsync();
        await Assertions.Expect(ada.Locator(".chart-card:visible")).ToHaveCountAsync(1);
        await ada.LookAsync("chart-flagged");
    }

    private async Task<(IPage Ada, string Run)> ArriveAsync(string name)
    {
        var ada = await OpenAsync("ada@acme.example", $"{Project}/connect");
        using var mlflow = new MlflowClient($"{await server.AddressAsync()}{Project}", await Visitor.MakeTokenAsync(ada));
        var run = await mlflow.StartRunAsync(name);
        await mlflow.LogHistoryAsync(run, "train/loss", Enumerable.Range(0, 50).Select(step => Math.Exp(-step / 10.0)));
        await mlflow.EndRunAsync(run);
        return (ada, $"{Project}/runs/{run}");
    }

    private async Task<IPage> OpenAsync(string email, string address)
    {
        var page = await chromium.OpenAsync(await server.AddressAsync());
        await Visitor.SignInAsync(page, email);
        await page.GotoAsync(address);
        await page.ReadyAsync();
        return page;
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Write a comment" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Comment", Exact = true }).ClickAsync();
        await page.Locator(".comment").Filter(new() { HasText = text.Split('\n')[0] }).WaitForAsync();
    }

    private static Task BeginEditAsync(IPage page) => MoreAsync(page, "Edit");

    private static async Task SaveAsync(IPage page, string text)
    {
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Edit your comment" }).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
    }

    private static async Task MoreAsync(IPage page, string what)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More about the comment by Ada Moreno" }).ClickAsync();
        await page.Locator(".menu:popover-open").GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).ClickAsync();
    }
}
