using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Live;

namespace Slipway.Shared.Live;

/// <summary>Tells its page that what it shows is stale. Renders nothing, and listens only once the page is interactive.</summary>
public sealed class LiveRefresh(LiveFeed live, TimeProvider time) : ComponentBase, IDisposable
{
    private LiveSubscription? _subscription;

    /// <summary>What to listen to; a name made by <see cref="Topics"/>.</summary>
    [Parameter, EditorRequired] public string Topic { get; set; } = "";

    /// <summary>The page reads again. Not called a second time before it is done and <see cref="Interval"/> has passed.</summary>
    [Parameter, EditorRequired] public EventCallback OnChanged { get; set; }

    /// <summary>The least time between two readings.</summary>
    [Parameter] public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    protected override void OnAfterRender(bool firstRender)
    {
        if (_subscription?.Topic != Topic)
        {
            _subscription?.Dispose();
            _subscription = live.Subscribe(Topic);
            _ = ListenAsync(_subscription);
        }
    }

    private async Task ListenAsync(LiveSubscription subscription)
    {
        try
        {
            await foreach (var _ in subscription)
            {
                await InvokeAsync(OnChanged.InvokeAsync);
                await Task.Delay(Interval, time);
            }
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    public void Dispose() => _subscription?.Dispose();
}
