using System.Data.Common;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>The lane's connection to SQLite: every statement is prepared once. Whoever writes through it is inside the <see cref="WriteGate"/>.</summary>
internal sealed class PreparedLaneConnection(DbConnection connection) : LaneConnection(connection)
{
    private static readonly LaneStatement Begin = new("BEGIN IMMEDIATE");
    private static readonly LaneStatement Commit = new("COMMIT");
    private static readonly LaneStatement Rollback = new("ROLLBACK");

    private readonly Dictionary<LaneStatement, DbCommand> _prepared = [];
    private bool _open;

    public override ValueTask BeginAsync(CancellationToken ct)
    {
        Prepared(Begin).ExecuteNonQuery();
        _open = true;
        return ValueTask.CompletedTask;
    }

    public override ValueTask CommitAsync(CancellationToken ct)
    {
        Prepared(Commit).ExecuteNonQuery();
        _open = false;
        return ValueTask.CompletedTask;
    }

    public override ValueTask RollbackAsync()
    {
        Forget();
        if (_open)
        {
            _open = false;
            Prepared(Rollback).ExecuteNonQuery();
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
        {
            await command.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    // The driver works on the calling thread in any case; its asynchronous methods only add allocations.
    protected override ValueTask<int> RunAsync(List<LaneCall> calls, Action<int, DbDataReader>? read, CancellationToken ct)
    {
        var written = 0;
        for (var i = 0; i < calls.Count; i++)
        {
            var command = Prepared(calls[i].Statement);
            for (var p = 0; p < calls[i].Values.Length; p++)
            {
                command.Parameters[p].Value = calls[i].Values[p] switch
                {
                    null => DBNull.Value,
                    Guid id => Conventions.Bytes(id),
                    var value => value,
                };
            }

            if (read is null)
            {
                written += command.ExecuteNonQuery();
                continue;
            }

            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                read(i, reader);
            }
        }

        return ValueTask.FromResult(written);
    }

    private DbCommand Prepared(LaneStatement statement)
    {
        if (!_prepared.TryGetValue(statement, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = statement.Text;
            for (var p = 0; p < statement.Types.Length; p++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = LaneParameters.Name(p);
                command.Parameters.Add(parameter);
            }

            _prepared.Add(statement, command);
        }

        return command;
    }
}

internal static class LaneParameters
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 32).Select(index => $"@p{index}")];

    public static string Name(int index) => Names[index];
}
