using Slipway.Foundation.Archives;
using Slipway.Tracking.Ingest;

namespace Slipway.Tracking.Archiving;

/// <summary>Hands operations to the lane, several at a time so that they share commits, and no more than leave room for those who log meanwhile.</summary>
internal sealed class LaneLoad(IngestLane lane) : IAsyncDisposable
{
    private const int MostAtOnce = 64;
    private const int MostPoints = 100_000;

    private readonly List<Task> _waiting = [];
    private int _points;

    /// <summary>Hands an operation over; what of the ones before was refused is thrown.</summary>
    public async Task SubmitAsync(IngestOperation operation, CancellationToken ct)
    {
        _points += operation.Points;
        _waiting.Add(CarryAsync(operation, ct));
        if (_waiting.Count >= MostAtOnce || _points >= MostPoints)
        {
            await FinishAsync();
        }
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="ArchiveRefusedException">Something was refused, such as for want of room.</exception>
    public async Task FinishAsync()
    {
        try
        {
            await Task.WhenAll(_waiting);
        }
        finally
        {
            _waiting.Clear();
            _points = 0;
        }
    }

    // Nothing may still be on its way when what it is for is erased.
    public async ValueTask DisposeAsync() => await Task.WhenAll(_waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task CarryAsync(IngestOperation operation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (await lane.SubmitAsync(operation, CancellationToken.None) is { } refusal)
        {
            // An import waits for its turn rather than failing; a full lane has thrown the points away, so all of it is begun again.
            throw refusal is TooManyRequests ? new IOException(refusal.Message) : new ArchiveRefusedException(refusal.Message);
        }
    }
}
