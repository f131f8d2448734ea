using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Xunit;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Slipway.Chromium))]
[assembly: Slipway.ClosesItsWindows]

namespace Slipway;

/// <summary>One browser for all tests; each opens a window with cookies of its own.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Windows = new();
    private static readonly ConcurrentQueue<(IBrowserContext Window, string? FailedTest)> Left = new();

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A new window; skips the test where there is no Chromium.</summary>
    /// <param name="address">Where relative addresses begin.</param>
    public async Task<IPage> OpenAsync(string address = "")
    {
        var executable = Parts.Chromium;
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Quiet });
            // What somebody else does comes as soon as the machine, which runs other journeys meanwhile, gets to it.
            Assertions.SetDefaultExpectTimeout(15_000);
        }
        finally
        {
            _starting.Release();
        }

        await CloseLeftAsync();
        var window = await _browser.NewContextAsync(new() { BaseURL = address.Length > 0 ? address : null, Locale = "en-GB", AcceptDownloads = true });
        Windows.GetOrAdd(TestContext.Current.Test!.UniqueID, _ => []).Add(window);
        window.SetDefaultTimeout(30_000);
        // A host that has just started compiles its first page, on a machine that runs other tests meanwhile.
        window.SetDefaultNavigationTimeout(60_000);
        return await window.NewPageAsync();
    }

    /// <summary>Gives up what a test has opened: it is closed before another window opens.</summary>
    /// <param name="test">The test's unique id.</param>
    /// <param name="failed">The test's name when it failed: what its windows show is then kept.</param>
    internal static void Leave(string test, string? failed)
    {
        if (Windows.TryRemove(test, out var windows))
        {
            foreach (var window in windows)
            {
                Left.Enqueue((window, failed));
            }
        }
    }

    private static async Task CloseLeftAsync()
    {
        while (Left.TryDequeue(out var left))
        {
            if (left.FailedTest is { } failed)
            {
                foreach (var page in left.Window.Pages)
                {
                    await page.KeepAsync(failed);
                }
            }

            await left.Window.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseLeftAsync();
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }
}

/// <summary>Ends a test's windows with the test: pages that are left open keep drawing what happens live, and the later tests wait for them.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ClosesItsWindowsAttribute : BeforeAfterTestAttribute
{
    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => 
        Chromium.Leave(test.UniqueID, TestContext.Current.TestState?.Result is TestResult.Failed ? methodUnderTest.Name : null);
}
