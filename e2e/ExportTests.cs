using System.IO.Compression;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>Everything of a project leaves as one file.</summary>
public sealed class ExportTests(SlipwayServer server, Chromium chromium)
{
    [Fact]
    public async Task A_project_is_exported_in_the_background_and_downloaded()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var client = visitor.Mlflow;
        var (page, project) = (visitor.Page, visitor.Project);
        var run = await client.StartRunAsync("sunday");
        await client.LogHistoryAsync(run, "loss", Enumerable.Range(0, 5_000).Select(step => 1.0 / (step + 1)));
        await client.LogArtifactAsync(run, "notes.txt", "It went well.");

        await page.GotoAsync($"{project}/settings");
        await page.ReadyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Export this project" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "No exports yet" }).WaitForAsync();
        await page.LookAsync("exports-none");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export this project" }).ClickAsync();
        var download = page.GetByRole(AriaRole.Link, new() { Name = "Download" });
        await download.WaitForAsync();
        await page.LookAsync("exports");

        var file = await page.RunAndWaitForDownloadAsync(() => download.ClickAsync());
        using var archive = ZipFile.OpenRead(await file.PathAsync());
        archive.Entries.ShouldContain(entry => entry.FullName.EndsWith($"/artifacts/0/{run}/artifacts/notes.txt"));
        archive.Entries.ShouldContain(entry => entry.Name == "metrics.parquet" && entry.Length > 5_000);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete ") }).ClickAsync();
        await page.GetByText("Delete it? It can be made again.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "No exports yet" }).WaitForAsync();
    }
}
