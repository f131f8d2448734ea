using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Slipway.Chromium))]

namespace Slipway;

/// <summary>One browser for all tests; each opens a window with cookies of its own.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

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
        }
        finally
        {
            _starting.Release();
        }

        var window = await _browser.NewContextAsync(new() { BaseURL = address.Length > 0 ? address : null, Locale = "en-GB", AcceptDownloads = true });
        window.SetDefaultTimeout(30_000);
        // A host that has just started compiles its first page, on a machine that runs other tests meanwhile.
        window.SetDefaultNavigationTimeout(60_000);
        return await window.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }
}
