using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;

namespace Slipway;

/// <summary>Looks at a page as people with other screens, themes and senses do, and keeps pictures of it under <c>e2e/artifacts</c>.</summary>
internal static class Looking
{
    private static readonly string Pictures = Directory.CreateDirectory(Path.Combine(SlipwayServer.Folder(), "e2e", "artifacts")).FullName;
    private static readonly (int Width, int Height)[] Screens = [(1280, 800), (390, 844)];
    // Evaluating a script has no limit of its own, and a page that draws nothing answers to no frame.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Two frames: one in which sizes and colours are taken over, one in which they are drawn. A window that draws nothing is given a second.
    private const string Drawn = "() => Promise.race([new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))), new Promise(done => setTimeout(done, 1000))])";

    // What is clicked next must not move under the click: tables and charts lay themselves out anew after the window got its width back.
    private const string Settled = """
        () => new Promise(done => {
            const places = () => [...document.querySelectorAll('a, button, input, [tabindex]')].map(one => { const box = one.getBoundingClientRect(); return `${box.x},${box.y}`; }).join(';');
            let last = '', still = 0, looks = 0;
            const look = () => {
                const now = places();
                still = now === last ? still + 1 : 0;
                last = now;
                if (still >= 5 || ++looks >= 60) done(); else setTimeout(look, 50);
            };
            look();
        })
        """;

    // A space that the markup lost: two words of one line that touch, from neighbouring elements.
    private const string Stuck = """
        () => {
            const block = node => { let at = node.parentElement; while (at && getComputedStyle(at).display.startsWith('inline')) at = at.parentElement; return at; };
            const box = (node, isFirst) => { const range = document.createRange(); range.selectNodeContents(node); const boxes = range.getClientRects(); return boxes[isFirst ? 0 : boxes.length - 1]; };
            const isRead = node => node.data.trim() && !node.parentElement.closest('pre, code, svg, .mono, .unseen, [aria-hidden=true], mark') && node.parentElement.checkVisibility();
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node => isRead(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
            const found = new Set();
            for (let last = walk.nextNode(), next; next = walk.nextNode(); last = next) {
                if (!/[\p{L}\p{N}.,:;)]$/u.test(last.data) || !/^[\p{L}\p{N}(]/u.test(next.data) || last.parentElement === next.parentElement || block(last) !== block(next)) continue;
                const [end, start] = [box(last, false), box(next, true)];
                if (end && start && Math.abs(end.right - start.left) < 1.5 && end.top < start.bottom && start.top < end.bottom) found.add(`${last.data.trim().slice(-40)}|${next.data.trim().slice(0, 40)}`);
            }
            return [...found];
        }
        """;

    private static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    /// <summary>In both themes, wide and narrow: axe finds nothing, nothing is wider than the screen, no words stick together, and a picture is taken.</summary>
    /// <param name="name">The pictures' name.</param>
    public static async Task LookAsync(this IPage page, string name)
    {
        List<string> wrongs = [];
        foreach (var (width, height) in Screens)
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var theme in Themes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
                await page.EvaluateAsync(Drawn).WaitAsync(Limit);
                var look = $"{name}-{width}-{(theme is ColorScheme.Light ? "light" : "dark")}";
                await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{look}.png"), FullPage = true });
                wrongs.AddRange((await AxeAsync(page)).Violations.Where(Counts).SelectMany(violation => violation.Nodes.Select(node => $"{look}: {violation.Id} {node.Target} {node.Html}")));
            }

            var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            wrongs.AddRange((await page.EvaluateAsync<string[]>(Stuck).WaitAsync(Limit)).Select(words => $"{name}-{width}: no space between {words}"));
            if (overflow > 0)
            {
                wrongs.Add($"{name}-{width}: the page is {overflow} pixels wider than the screen.");
            }
        }

        await page.SetViewportSizeAsync(Screens[0].Width, Screens[0].Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.EvaluateAsync(Settled).WaitAsync(Limit);
        wrongs.ShouldBeEmpty();
    }

    /// <summary>Waits until the page's circuit is up: buttons are dead before.</summary>
    public static Task ReadyAsync(this IPage page) => page.WaitForSelectorAsync("[data-interactive=true]");

    /// <summary>Waits until the scripts of a field or table answer to keys and mouse, which is a moment after its circuit is up.</summary>
    /// <param name="selector">The element that they are attached to.</param>
    public static Task AttachedAsync(this IPage page, string selector) => page.WaitForSelectorAsync($"{selector}[data-attached]");

    /// <summary>Waits until the page has an address.</summary>
    /// <param name="address">With <c>*</c> for a part and <c>**</c> for parts of it.</param>
    public static Task IsAtAsync(this IPage page, string address) =>
        page.IsAtAsync(new Regex($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$"));

    /// <inheritdoc cref="IsAtAsync(IPage, string)"/>
    // The browser is asked: the client's own wait misses a page that arrives between its first look and its listening.
    public static Task IsAtAsync(this IPage page, Regex address) => Assertions.Expect(page).ToHaveURLAsync(address, new() { Timeout = 60_000 });

    /// <summary>Keeps what a failed journey's page shows, as a picture and as the words that the run's output has.</summary>
    /// <param name="journey">The picture's name.</param>
    public static async Task KeepAsync(this IPage page, string journey)
    {
        try
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"failed-{journey}.png") });
            var words = await page.Locator("body").InnerTextAsync(new() { Timeout = 5_000 });
            await Console.Error.WriteLineAsync($"{journey} stopped at {page.Url}, which says: {words.ReplaceLineEndings(" | ")}");
        }
        catch (PlaywrightException gone)
        {
            await Console.Error.WriteLineAsync($"{journey} stopped at {page.Url}, which answers nothing: {gone.Message}");
        }
    }

#pragma warning disable CS0618 // The newer form opens a window for each result, for the sake of frames from other hosts, and pages here have none.
    private static Task<AxeResult> AxeAsync(IPage page) => page.RunAxeLegacy().WaitAsync(Limit);
#pragma warning restore CS0618

    private static bool Counts(AxeResultItem violation) =>
        !AxeExceptions.All.Any(exception => exception.Rule == violation.Id && violation.Nodes.All(node => node.Target.ToString()!.Contains(exception.Target, StringComparison.Ordinal)));
}
