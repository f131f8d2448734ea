using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>What an application asked and answered, from its first trace to somebody's judgement on it.</summary>
public sealed class TraceTests(SlipwayServer server, Chromium chromium)
{
    private const string Hostile = "<img src=x onerror=\"window.hostile=1\"><script>window.hostile=1</script>";

    [Fact]
    public async Task A_trace_appears_by_itself_is_read_span_by_span_and_is_assessed()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GotoAsync($"{project}/traces");
        await page.ReadyAsync();
        await page.GetByText("No traces yet").WaitForAsync();
        await page.LookAsync("traces-none");

        var id = await mlflow.LogTraceAsync("answer", Hostile);
        await page.GetByRole(AriaRole.Link, new() { Name = "answer" }).WaitForAsync();
        await page.LookAsync("traces");
        await page.GetByRole(AriaRole.Link, new() { Name = "answer" }).ClickAsync();
        await page.IsAtAsync($"**/traces/{id}");
        await page.GetByRole(AriaRole.Tree).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.GetByRole(AriaRole.Heading, new() { Name = "model" }).WaitForAsync();
        await page.Locator(".chat li").GetByText("onerror").WaitForAsync();
        await page.LookAsync("trace");

        await page.GetByRole(AriaRole.Button, new() { Name = "Zoom to span" }).ClickAsync();
        await page.IsAtAsync("**zoom=**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("tone");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("4.5");
        await page.GetByLabel("Rationale").FillAsync(Hostile);
        await page.LookAsync("trace-assessing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete tone" }).WaitForAsync();
        (await page.EvaluateAsync<bool>("() => 'hostile' in window")).ShouldBeFalse();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.IsAtAsync("**/traces");
        await page.GetByText("No traces yet").WaitForAsync();
    }
}
