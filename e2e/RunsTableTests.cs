using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Many runs: found, shown as one wants them, and dealt with together.</summary>
public sealed class RunsTableTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task Somebody_filters_with_help_chooses_columns_and_deletes_and_restores_what_is_found()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        for (var i = 0; i < 6; i++)
        {
            var run = await mlflow.StartRunAsync(string.Create(CultureInfo.InvariantCulture, $"trial-{i}"));
            await mlflow.LogParamsAsync(run, ("model", i % 2 == 0 ? "cnn" : "vit"), ("batch size", "32"));
            await mlflow.EndRunAsync(run);
        }

        await page.GotoAsync($"{visitor.Project}/experiments/0");
        await page.ReadyAsync();
        await Expect(page.GetByText("6 runs", new() { Exact = true })).ToBeVisibleAsync();
        await page.LookAsync("runs-table");

        var filter = page.GetByRole(AriaRole.Combobox, new() { Name = "Filter runs" });
        await page.AttachedAsync("form.filter");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("mod");
        await Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["params.modelparam"]);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("= ");
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("'cnn'");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("OR nothing = 1");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("form.filter mark")).ToHaveTextAsync("nothing");
        await Expect(page.GetByText("Invalid attribute key 'nothing'")).ToBeVisibleAsync();
        await page.LookAsync("runs-table-unreadable");

        await filter.FillAsync("params.model = 'cnn' OR status = 'FAILED'");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("3 runs", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Columns", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide User" }).ClickAsync();
        await page.IsAtAsync("**columns=**");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "User" })).ToHaveCountAsync(0);
        await page.LookAsync("runs-table-columns");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Choose all 3 runs" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No run meets this filter.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("3 runs", new() { Exact = true })).ToBeVisibleAsync();

        await page.GoBackAsync();
        await Expect(filter).ToHaveValueAsync("");
        await Expect(page.GetByText("6 runs", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_one_reads_stays_where_it_is_while_new_runs_announce_themselves()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        await mlflow.StartRunAsync("first");
        await mlflow.StartRunAsync("second");
        await page.GotoAsync($"{visitor.Project}/experiments/0");
        await page.ReadyAsync();
        var names = page.Locator("tr[data-run] td.name a");
        await Expect(names).ToHaveCountAsync(2);

        await mlflow.StartRunAsync("third");
        await Expect(names).ToHaveTextAsync(["third", "second", "first"]);

        await page.AttachedAsync(".table-frame");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByText("1 chosen")).ToBeVisibleAsync();
        await mlflow.StartRunAsync("fourth");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 new run" }).WaitForAsync();
        (await names.First.TextContentAsync()).ShouldBe("third");

        await page.GetByRole(AriaRole.Button, new() { Name = "1 new run" }).ClickAsync();
        await Expect(names.First).ToHaveTextAsync("fourth");
    }

    [Fact]
    public async Task A_column_is_as_wide_as_it_was_dragged_and_a_phone_shows_what_matters_below_the_name()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        var first = await mlflow.StartRunAsync("first");
        await mlflow.EndRunAsync(first);
        await mlflow.StartRunAsync("second");
        await page.GotoAsync($"{visitor.Project}/runs");
        await page.ReadyAsync();
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Status" });
        await Expect(head).ToBeVisibleAsync();
        var before = (await head.BoundingBoxAsync())!;

        await page.AttachedAsync(".table-frame");
        await page.Mouse.MoveAsync(before.X + before.Width - 4, before.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(before.X + before.Width + 76, before.Y + 10);
        await page.Mouse.UpAsync();
        await Expect(page.Locator("col[data-column='attributes.status']")).ToHaveAttributeAsync("style", string.Create(CultureInfo.InvariantCulture, $"width:{before.Width + 80}px"));
        await page.ReloadAsync();
        await page.ReadyAsync();
        await Expect(page.Locator("col[data-column='attributes.status']")).ToHaveAttributeAsync("style", string.Create(CultureInfo.InvariantCulture, $"width:{before.Width + 80}px"));
        await head.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(page.Locator("col[data-column='attributes.status']")).ToHaveAttributeAsync("style", string.Create(CultureInfo.InvariantCulture, $"width:{before.Width + 64}px"));

        await page.Locator("tr[data-run] td.name a").First.ClickAsync();
        await Expect(page.Locator("[data-shortcut='[']")).ToHaveCountAsync(0);
        await page.Locator("[data-shortcut=']']").ClickAsync();
        await page.IsAtAsync($"**/runs/{first}?experiments=all");

        await page.SetViewportSizeAsync(390, 800);
        await page.GotoAsync($"{visitor.Project}/runs");
        await page.ReadyAsync();
        await Expect(page.Locator("tr[data-run] .brief").First).ToContainTextAsync("Running");
        await page.LookAsync("runs-table-phone");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
