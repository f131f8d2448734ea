using System.Data;
using System.Data.Common;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>The lane's connection to PostgreSQL or SQL Server: gathered calls travel together, a round trip for all.</summary>
internal sealed class BatchedLaneConnection(DbConnection connection, DatabaseProvider provider) : LaneConnection(connection)
{
    // Above this a batch is sent in parts: SQL Server's client builds the whole request in memory.
    private const int MaxCalls = 2_000;

    // Longer text is sent as unbounded, so that not every length makes a plan of its own.
    private const int SizedText = 4_000;

    private DbTransaction? _transaction;

    public override async ValueTask BeginAsync(CancellationToken ct) => _transaction = await Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);

    public override async ValueTask CommitAsync(CancellationToken ct)
    {
        await _transaction!.CommitAsync(ct);
        await EndAsync();
    }

    public override async ValueTask RollbackAsync()
    {
        Forget();
        if (_transaction is not null)
        {
            await _transaction.RollbackAsync();
            await EndAsync();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
    }

    protected override async ValueTask<int> RunAsync(List<LaneCall> calls, Action<int, DbDataReader>? read, CancellationToken ct)
    {
        var written = 0;
        for (var start = 0; start < calls.Count; start += MaxCalls)
        {
            await using var batch = Batch(calls, start, Math.Min(calls.Count, start + MaxCalls));
            if (read is null)
            {
                written += await batch.ExecuteNonQueryAsync(ct);
                continue;
            }

            await using var reader = await batch.ExecuteReaderAsync(ct);
            var call = start;
            do
            {
                while (await reader.ReadAsync(ct))
                {
                    read(call, reader);
                }

                call++;
            }
            while (await reader.NextResultAsync(ct));
        }

        return written;
    }

    private async ValueTask EndAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
            _transaction = null;
        }
    }

    private DbBatch Batch(List<LaneCall> calls, int start, int end)
    {
        var batch = Connection.CreateBatch();
        batch.Transaction = _transaction;
        for (var i = start; i < end; i++)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = calls[i].Statement.Text;
            var types = calls[i].Statement.Types;
            for (var p = 0; p < types.Length; p++)
            {
                command.Parameters.Add(Parameter(command, p, types[p], calls[i].Values[p]));
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private DbParameter Parameter(DbBatchCommand command, int index, DbType type, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = LaneParameters.Name(index);
        parameter.DbType = provider is DatabaseProvider.SqlServer && type is DbType.DateTime ? DbType.DateTime2 : type;
        parameter.Value = value ?? DBNull.Value;
        if (provider is DatabaseProvider.SqlServer && value is string text)
        {
            parameter.Size = text.Length <= SizedText ? SizedText : -1;
        }

        return parameter;
    }
}
