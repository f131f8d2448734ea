using System.Threading.Channels;

namespace Slipway.Foundation.Events;

/// <summary>Tells the dispatcher that something was committed; it looks once a second in any case.</summary>
public sealed class EventSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Raise() => _raised.Writer.TryWrite(true);

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(atMost);
        try
        {
            await _raised.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nobody raised it: time to look all the same.
        }
    }
}
