using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>What one project left as comes back as another one.</summary>
public sealed class ImportTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task An_export_is_uploaded_and_becomes_a_project_whose_report_says_what_it_has()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var organization = project[..project.LastIndexOf('/')];
        var run = await client.StartRunAsync("sunday");
        await client.LogHistoryAsync(run, "loss", Enumerable.Range(0, 5_000).Select(step => 1.0 / (step + 1)));
        await client.LogArtifactAsync(run, "notes.txt", "It went well.");
        await page.GotoAsync($"{project}/settings/exports");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Export this project" }).ClickAsync();
        var download = page.GetByRole(AriaRole.Link, new() { Name = "Download" });
        await download.WaitForAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => download.ClickAsync());
        var archive = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        await file.SaveAsAsync(archive);

        await page.GotoAsync($"{organization}/imports");
        await page.ReadyAsync();
        await page.GetByText("No imports yet.").WaitForAsync();
        await page.LookAsync("imports-none");
        await page.Locator("#archive").SetInputFilesAsync(archive);
        await page.GetByLabel("Name of the new project").FillAsync("Come back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        var open = page.GetByRole(AriaRole.Link, new() { Name = "Open the project" });
        await open.WaitForAsync();

        await page.Locator("#archive").SetInputFilesAsync(new FilePayload { Name = "no.zip", MimeType = "application/zip", Buffer = [1, 2, 3] });
        await page.GetByLabel("Name of the new project").FillAsync("Broken");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByText("This is no zip, or not all of it arrived.").WaitForAsync();
        await page.GetByText("kinds taken over").ClickAsync();
        await page.LookAsync("imports");
        (await page.GetByLabel("Taken over into Come back", new() { Exact = true }).InnerTextAsync()).ShouldContain("5,000 metric points");

        await open.ClickAsync();
        await page.IsAtAsync("**/come-back");
        await page.GetByText("sunday").First.WaitForAsync();
        File.Delete(archive);
    }
}
