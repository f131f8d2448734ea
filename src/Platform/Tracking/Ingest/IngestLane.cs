using System.Buffers;
using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// The one way by which runs and what is logged to them reach the database. Operations that arrive while a commit is being written make up the
/// next one, so that thousands a second share a few hundred commits; each is answered when its commit is on disk.
/// </summary>
public sealed partial class IngestLane : IHostedService, IAsyncDisposable
{
    private const int QueuedOperations = 8_192;
    private const long QueuedPoints = 2_000_000;
    private const int GroupOperations = 512;
    private const int GroupPoints = 64_000;
    private const int Attempts = 4;
    private static readonly TimeSpan Gathering = TimeSpan.FromMicroseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TooManyRequests Full = new("More is being logged than the server can write at the moment. Send the same request again in a moment.", TimeSpan.FromSeconds(1));

    private readonly Channel<IngestOperation> _queue = Channel.CreateBounded<IngestOperation>(new BoundedChannelOptions(QueuedOperations) { SingleReader = true });
    private readonly Database _database;
    private readonly WriteGate _gate;
    private readonly IngestNews _news;
    private readonly EventSignal _signal;
    private readonly ILogger<IngestLane> _log;
    private readonly LaneSql _sql;
    private readonly KeyLease _keys;
    private readonly PointLease _quota;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _payload = new(64 * 1024);
    private LaneConnection? _connection;
    private long _points;
    private bool _started;

    internal IngestLane(Database database, WriteGate gate, IngestNews news, EventSignal signal, IQuotaLimits limits, TimeProvider time, ILogger<IngestLane> log)
    {
        (_database, _gate, _news, _signal, _time, _log) = (database, gate, news, signal, time, log);
        _sql = new(database.Provider);
        _keys = new(_sql);
        _quota = new(_sql, limits, time);
    }

    /// <summary>Hands over an operation and waits until its outcome is durable: the refusal, or null when it was carried out.</summary>
    /// <remarks>What was handed over is carried out even if the caller stops waiting.</remarks>
    internal async ValueTask<Refusal?> SubmitAsync(IngestOperation operation, CancellationToken ct)
    {
        if (Interlocked.Read(ref _points) > QueuedPoints || (!_queue.Writer.TryWrite(operation) && !await QueueAsync(operation, ct)))
        {
            operation.Release();
            return Full;
        }

        Interlocked.Add(ref _points, operation.Points);
        await operation.Written.WaitAsync(ct);
        return operation.Refusal;
    }

    /// <summary>Starts writing. A thread of its own: waiting for the disk would otherwise hold one of the few that serve requests.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _started = true;
        new Thread(Run) { IsBackground = true, Name = "Ingest lane" }.Start();
        return Task.CompletedTask;
    }

    /// <summary>Takes nothing more and writes what is waiting.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (_started)
        {
            await _stopped.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_started)
        {
            await _stopped.Task;
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async ValueTask<bool> QueueAsync(IngestOperation operation, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await _queue.Writer.WriteAsync(operation, patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    private void Run()
    {
        var group = new List<IngestOperation>(GroupOperations);
        var before = 0;
        while (WaitToRead())
        {
            Gather(before);
            var points = 0;
            while (group.Count < GroupOperations && points < GroupPoints && _queue.Reader.TryPeek(out var next) && !(next.IsAlone && group.Count > 0))
            {
                _queue.Reader.TryRead(out _);
                group.Add(next);
                points += next.Points;
                if (next.IsAlone)
                {
                    break;
                }
            }

            WriteAsync(group).GetAwaiter().GetResult();
            Interlocked.Add(ref _points, -points);
            before = group.Count;
            group.Clear();
            if (_quota.IsDue)
            {
                GiveBackAsync(all: false).GetAwaiter().GetResult();
            }
        }

        GiveBackAsync(all: true).GetAwaiter().GetResult();
        _stopped.SetResult();
    }

    // Those who were answered together come again together: a moment's patience makes one commit of what would be two or three, and each page that
    // all of them touch is written once. Who is alone isn't kept waiting.
    private void Gather(int before)
    {
        if (before > 1)
        {
            var since = Stopwatch.GetTimestamp();
            while (_queue.Reader.Count < before && Stopwatch.GetElapsedTime(since) < Gathering)
            {
                Thread.Yield();
            }
        }
    }

    private async Task WriteAsync(List<IngestOperation> operations)
    {
        try
        {
            await CommitAsync(operations);
        }
        catch (Exception exception)
        {
            LogFailed(_log, operations.Count, exception);
            await WriteEachAsync(operations, exception);
        }

        foreach (var operation in operations)
        {
            operation.Release();
            operation.Complete();
        }
    }

    // Whatever one of them met must not fail the others.
    private async Task WriteEachAsync(List<IngestOperation> operations, Exception failure)
    {
        if (operations.Count == 1)
        {
            operations[0].Fail(failure);
            return;
        }

        foreach (var operation in operations)
        {
            try
            {
                await CommitAsync([operation]);
            }
            catch (Exception exception)
            {
                LogFailed(_log, 1, exception);
                operation.Fail(exception);
            }
        }
    }

    private async Task CommitAsync(List<IngestOperation> operations)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(operations);
                return;
            }
            catch (DbException exception)
            {
                await RecoverAsync();
                if (attempt == Attempts || !(exception.IsTransient || exception is SqlException { Number: Deadlock }))
                {
                    throw;
                }
            }
            catch
            {
                await RecoverAsync();
                throw;
            }
        }
    }

    private const int Deadlock = 1205;

    private async Task AttemptAsync(List<IngestOperation> operations)
    {
        using var turn = await _gate.EnterAsync(CancellationToken.None);
        var connection = _connection ??= await LaneConnection.OpenAsync(_database, CancellationToken.None);
        var group = new IngestGroup(operations, connection, _sql, _keys, _quota);
        await _keys.ReserveAsync(group.KeysAtMost, connection, CancellationToken.None);
        await _quota.ReserveAsync(operations, connection, CancellationToken.None);
        await connection.BeginAsync(CancellationToken.None);
        await group.DecideAsync(CancellationToken.None);
        await new GroupWriter(connection, _sql, _keys, _time, _payload).WriteAsync(group, CancellationToken.None);
        await connection.CommitAsync(CancellationToken.None);
        _quota.Committed();
        if (group.Events.Count > 0)
        {
            _signal.Raise();
        }

        _news.Tell(group);
        group.Release();
    }

    // A connection in an unknown state isn't asked for anything again.
    private async Task RecoverAsync()
    {
        if (_connection is { } broken)
        {
            _connection = null;
            try
            {
                await broken.RollbackAsync();
            }
            catch (Exception exception)
            {
                LogRollbackFailed(_log, exception);
            }

            await broken.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Error, "Writing {Count} ingest operations together failed.")]
    private static partial void LogFailed(ILogger log, int count, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Rolling back failed; the connection is given up.")]
    private static partial void LogRollbackFailed(ILogger log, Exception exception);
}
