using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Slipway;

/// <summary>
/// Files are strangers' work. Whoever opens one is signed in here, so what could run in a file must find nobody to run as: it acts neither on the page
/// around it nor with the visitor's cookie, in the viewer and at its own address alike.
/// </summary>
public sealed class ArtifactSafetyTests(SlipwayServer server, Chromium chromium)
{
    // What each of them tries: to leave a mark on the page around it, to keep something in this site's storage, and to change the account.
    private const string Act = """
        try { (window.top || window).hostile = 1; } catch {}
        try { parent.document.title = 'hostile'; } catch {}
        try { localStorage.setItem('hostile', '1'); } catch {}
        try { document.cookie = 'hostile=1; path=/'; } catch {}
        try { fetch('/api/v1/account/profile', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'hostile', displayName: 'hostile' }) }); } catch {}
        """;

    private static readonly (string Path, string Text)[] Files =
    [
        ("hostile.html", $"<!doctype html><p>a page</p><script>{Act}</script><img src=x onerror=\"{Act.ReplaceLineEndings(" ")}\"><iframe srcdoc=\"<script>{Act.ReplaceLineEndings(" ")}</script>\"></iframe>"),
        ("hostile.svg", $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" onload=\"{Act.ReplaceLineEndings(" ")}\"><rect width=\"9\" height=\"9\"/><script><![CDATA[{Act}]]></script></svg>"),
        ("hostile.md", $"# a text\n\n<script>{Act}</script>\n\n<img src=x onerror=\"{Act.ReplaceLineEndings(" ")}\">\n\n[press me](javascript:{Uri.EscapeDataString(Act.ReplaceLineEndings(" "))})\n"),
        ("hostile.ipynb", """{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["a notebook <img src=x onerror=\"window.top.hostile=1\">"]}, {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["1"], "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": ["<script>window.top.hostile=1</script><img src=x onerror='window.top.hostile=1'>"]}}]}]}"""),
        ("hostile.xml", "<?xml version=\"1.0\"?><root xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:script>window.top.hostile=1</h:script></root>"),
    ];

    [Fact]
    public async Task A_hostile_file_acts_neither_on_the_page_nor_as_its_visitor()
    {
        var visitor = await Visitor.ArriveAsync(server, chromium);
        using var mlflow = visitor.Mlflow;
        var page = visitor.Page;
        var run = await mlflow.StartRunAsync("hostile files");
        await page.GotoAsync(visitor.Project);
        var account = await AccountAsync(page);
        foreach (var (path, text) in Files)
        {
            await mlflow.LogArtifactAsync(run, path, text);

            await page.GotoAsync($"{visitor.Project}/runs/{run}?tab=artifacts&path={path}");
            await page.ReadyAsync();
            await page.GetByRole(AriaRole.Heading, new() { Name = path }).Or(page.GetByText(path).First).First.WaitForAsync();
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            foreach (var link in await page.GetByRole(AriaRole.Link, new() { Name = "press me" }).AllAsync())
            {
                (await link.GetAttributeAsync("href") ?? "").ShouldNotContain("javascript:");
            }

            await ShouldBeUntouchedAsync(page, $"{path} in its viewer");

            foreach (var address in new[] { $"{visitor.Project}/get-artifact?run_id={run}&path={path}", $"{Api(visitor.Project)}/runs/{run}/artifacts/files/{path}?view=true", $"{Api(visitor.Project)}/runs/{run}/artifacts/files/{path}" })
            {
                await OpenAsync(page, address);
                await page.GotoAsync(visitor.Project);
                await ShouldBeUntouchedAsync(page, address);
            }
        }

        (await AccountAsync(page)).ShouldBe(account);
    }

    private static string Api(string project)
    {
        var slugs = project.Trim('/').Split('/');
        return $"/api/v1/organizations/{slugs[0]}/projects/{slugs[1]}";
    }

    // What is saved and not shown ends the navigation, which is as well.
    private static async Task OpenAsync(IPage page, string address)
    {
        try
        {
            var answer = await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
            answer!.Ok.ShouldBeTrue(address);
            (await page.EvaluateAsync<string>("() => window.origin")).ShouldBe("null", $"{address} is shown with this site's origin");
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("Download is starting", StringComparison.Ordinal) || exception.Message.Contains("ERR_ABORTED", StringComparison.Ordinal))
        {
        }
    }

    private static async Task ShouldBeUntouchedAsync(IPage page, string after)
    {
        (await page.EvaluateAsync<bool>("() => 'hostile' in window || localStorage.getItem('hostile') !== null || document.cookie.includes('hostile') || document.title === 'hostile'")).ShouldBeFalse(after);
    }

    private static Task<string> AccountAsync(IPage page) => page.EvaluateAsync<string>("async () => (await fetch('/api/v1/account/profile')).text()");
}
