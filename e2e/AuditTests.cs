using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>What was done is found, taken home and verified there; and it is told to everybody who works here, as activity.</summary>
public sealed class AuditTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task An_administrator_filters_the_log_takes_it_home_and_verifies_it_there()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        var organization = $"/{project.Split('/')[1]}";
        await RegisterAsync(mlflow);
        await page.GotoAsync($"{organization}/audit");
        await page.ReadyAsync();
        var events = page.GetByRole(AriaRole.Region, new() { Name = "Events" });
        await events.GetByText("registered the model fraud").WaitForAsync();
        await page.LookAsync("audit");

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "The log is intact" }).WaitForAsync();
        await page.LookAsync("audit-verified");

        await page.GetByLabel("Subject").FillAsync($"projects/{project.Split('/')[2]}/models/fraud");
        await page.GetByLabel("Subject").PressAsync("Tab");
        await page.IsAtAsync("**subject=**");
        await Assertions.Expect(events.GetByText("started the project")).ToHaveCountAsync(0);
        await page.LookAsync("audit-filtered");
        var filtered = await File.ReadAllTextAsync(await DownloadAsync(page, "What is filtered here"), TestContext.Current.CancellationToken);
        filtered.ShouldContain("model.created");
        filtered.ShouldNotContain("project.created");

        var (log, key) = (await DownloadAsync(page, "Whole log"), await DownloadAsync(page, "Public key"));
        await server.OperateAsync("audit", "verify", log, "--key", key);
        var lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(log, lines.Where((_, number) => number != 2), TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<InvalidOperationException>(server.OperateAsync("audit", "verify", log, "--key", key))).Message.ShouldContain("NOT INTACT");

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Event [0-9]+, details$") }).First.ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "What was recorded" }).WaitForAsync();
        await page.LookAsync("audit-event");
    }

    [Fact]
    public async Task Who_works_in_a_project_reads_what_was_done_there_lately_and_by_whom()
    {
        var (page, mlflow, project) = await Visitor.ArriveAsync(server, chromium);
        using var client = mlflow;
        await page.GotoAsync($"{project}/activity");
        await page.ReadyAsync();
        await RegisterAsync(mlflow);

        await page.GetByText("registered the model fraud").WaitForAsync();
        await page.LookAsync("activity-project");
        await page.GotoAsync($"{project}/models/fraud");
        await page.Locator(".feed").GetByText("gave the alias champion").WaitForAsync();
        await page.LookAsync("activity-model");
        await page.GotoAsync($"/{project.Split('/')[1]}/activity");
        await page.ReadyAsync();
        await page.GetByText("registered the model fraud").WaitForAsync();
        await page.LookAsync("activity");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ada Moreno" }).First.ClickAsync();
        await page.IsAtAsync("**/people/*");
        await page.GetByText("registered the model fraud").WaitForAsync();
        await page.LookAsync("activity-person");
    }

    private static async Task RegisterAsync(MlflowClient mlflow)
    {
        var run = await mlflow.StartRunAsync("trained");
        await mlflow.LogArtifactAsync(run, "model/MLmodel", "flavors: {}\n");
        await mlflow.RegisterAsync("fraud", run, "model");
        await mlflow.MoveAliasAsync("fraud", "champion", "1");
    }

    private static async Task<string> DownloadAsync(IPage page, string link)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}-{download.SuggestedFilename}");
        await download.SaveAsAsync(file);
        await page.Keyboard.PressAsync("Escape");
        return file;
    }
}
