using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>Compacts runs as their journals grow or fall quiet, and once after the start what an earlier process left behind.</summary>
internal sealed partial class Compaction(Database database, WriteGate gate, JournalLoad load, TimeProvider time, ILogger<Compaction> log) : BackgroundService
{
    private const int LeftBehind = 10_000;
    private const int FreePages = 256;
    private const int FreedAtOnce = 256;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private bool _untidy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var compactor = new MetricCompactor(database, gate, new(database.Provider));
        await BringUpLeftBehindAsync(stoppingToken);
        var swept = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (load.Due.TryRead(out var run))
            {
                await CompactAsync(compactor, run, stoppingToken);
                _untidy = true;
            }
            else
            {
                await TidyAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }

            if (time.GetElapsedTime(swept) >= SweepEvery)
            {
                load.Sweep();
                swept = time.GetTimestamp();
            }
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(SweepEvery);
        try
        {
            await load.Due.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to sweep, or to stop.
        }
    }

    private async Task CompactAsync(MetricCompactor compactor, long run, CancellationToken ct)
    {
        load.Take(run);
        try
        {
            while (await compactor.CompactAsync(run, ct))
            {
                // A bounded part at a time, so that others get their turn to write in between.
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(log, run, exception);
        }
    }

    private async Task BringUpLeftBehindAsync(CancellationToken ct)
    {
        try
        {
            var connection = await database.OpenAsync(ct);
            await using (connection)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"""
                    SELECT "RunKey" FROM "MetricJournal" GROUP BY "RunKey" HAVING COUNT(*) > {JournalLoad.FewRows} OR SUM("Points") > {JournalLoad.FewPoints}
                    """;
                await using var reader = await command.ExecuteReaderAsync(ct);
                for (var count = 0; count < LeftBehind && await reader.ReadAsync(ct); count++)
                {
                    load.BringUp(reader.GetInt64(0));
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogSearchFailed(log, exception);
        }
    }

    // SQLite keeps what was deleted as free pages, and its write-ahead log at its largest size: both are given back when nothing is logged.
    private async Task TidyAsync(CancellationToken ct)
    {
        if (!_untidy || database.Provider is not DatabaseProvider.Sqlite || !load.IsCalm)
        {
            return;
        }

        try
        {
            await using var connection = await database.OpenAsync(ct);
            while (load.IsCalm && await FreeAsync(connection, ct))
            {
                // A few pages at a time, so that others get their turn to write in between.
            }

            using var turn = await gate.EnterAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync(ct);
            _untidy = !load.IsCalm;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogTidyFailed(log, exception);
        }
    }

    private async Task<bool> FreeAsync(DbConnection connection, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA freelist_count";
        var free = (long)(await command.ExecuteScalarAsync(ct))!;
        if (free <= FreePages)
        {
            return false;
        }

        // Each step of the statement frees a page, so it has to be read to its end.
        command.CommandText = $"PRAGMA incremental_vacuum({FreedAtOnce})";
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            // Nothing to read but the end.
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "Compacting the journal of run {Run} failed; it is tried again when it grows.")]
    private static partial void LogFailed(ILogger log, long run, Exception exception);

    [LoggerMessage(LogLevel.Error, "Journals that an earlier process left behind could not be found.")]
    private static partial void LogSearchFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Giving free pages back failed; it is tried again.")]
    private static partial void LogTidyFailed(ILogger log, Exception exception);
}
