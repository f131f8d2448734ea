using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>Compacts runs as their journals grow or fall quiet, and once after the start what an earlier process left behind.</summary>
internal sealed partial class Compaction(Database database, WriteGate gate, JournalLoad load, TimeProvider time, ILogger<Compaction> log) : BackgroundService
{
    private const int LeftBehind = 10_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var compactor = new MetricCompactor(database, gate, new(database.Provider));
        using var timer = new Timer(_ => load.Sweep(), null, SweepEvery, SweepEvery);
        await BringUpLeftBehindAsync(stoppingToken);
        try
        {
            await foreach (var run in load.Due.ReadAllAsync(stoppingToken))
            {
                await CompactAsync(compactor, run, stoppingToken);
                await TidyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is compacted after the next start.
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

    private DateTimeOffset _tidied;

    // SQLite keeps what was deleted as free pages, and its write-ahead log at its largest size: both are given back now and then.
    private async Task TidyAsync(CancellationToken ct)
    {
        if (database.Provider is not DatabaseProvider.Sqlite || load.Due.Count > 0 || time.GetUtcNow() - _tidied < SweepEvery)
        {
            return;
        }

        _tidied = time.GetUtcNow();
        try
        {
            using var turn = await gate.EnterAsync(ct);
            await using var connection = await database.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA freelist_count";
            var free = (long)(await command.ExecuteScalarAsync(ct))!;
            if (free > FreePages)
            {
                // Each step of it frees a page, so the answer has to be read to its end.
                command.CommandText = $"PRAGMA incremental_vacuum({Math.Min(free - FreePages, FreedAtOnce)})";
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                    // Nothing to read but the end.
                }
            }

            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogTidyFailed(log, exception);
        }
    }

    private const int FreePages = 256;
    private const int FreedAtOnce = 2_048;

    [LoggerMessage(LogLevel.Error, "Compacting the journal of run {Run} failed; it is tried again when it grows.")]
    private static partial void LogFailed(ILogger log, long run, Exception exception);

    [LoggerMessage(LogLevel.Error, "Journals that an earlier process left behind could not be found.")]
    private static partial void LogSearchFailed(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Giving free pages back failed; it is tried again.")]
    private static partial void LogTidyFailed(ILogger log, Exception exception);
}
