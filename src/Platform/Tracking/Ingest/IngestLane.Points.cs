using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Slipway.Tracking.Ingest;

public sealed partial class IngestLane
{
    private CancellationTokenSource _idle = new();

    // Points that were taken in advance go back when nobody logs any more.
    private bool WaitToRead()
    {
        while (true)
        {
            try
            {
                if (_quota.HoldsAny)
                {
                    _idle.CancelAfter(PointLease.Idle);
                }

                return _queue.Reader.WaitToReadAsync(_quota.HoldsAny ? _idle.Token : CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                GiveBackAsync(all: true).GetAwaiter().GetResult();
                _idle.Dispose();
                _idle = new();
            }
        }
    }

    private async Task GiveBackAsync(bool all)
    {
        try
        {
            using var turn = await _gate.EnterAsync(CancellationToken.None);
            await _quota.GiveBackAsync(all, _connection ??= await LaneConnection.OpenAsync(_database, CancellationToken.None), CancellationToken.None);
        }
        catch (DbException exception)
        {
            LogKept(_log, exception);
            await RecoverAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Metric points that were taken in advance could not be given back; they count as logged.")]
    private static partial void LogKept(ILogger log, Exception exception);
}
