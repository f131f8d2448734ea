using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Slipway.Foundation.Events;

namespace Slipway.Foundation.Data;

/// <summary>
/// Writes the numbers and hashes of events. Each new run brings two events, and while they are numbered nobody else writes to SQLite: so by one
/// prepared statement there, and in one round trip on the servers, instead of an entity's update for each.
/// </summary>
internal static class EventNumbers
{
    private const string Update = """UPDATE "Events" SET "Number" = @number, "Hash" = @hash WHERE "Key" = @key""";

    /// <summary>Writes them in the context's transaction.</summary>
    public static async Task WriteAsync(SaasDb db, IReadOnlyList<EventRow> rows, CancellationToken ct)
    {
        var (connection, transaction) = (db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction());
        if (!connection.CanCreateBatch)
        {
            await using var command = connection.CreateCommand();
            (command.CommandText, command.Transaction) = (Update, transaction);
            foreach (var row in rows)
            {
                Fill(command.Parameters, command.CreateParameter, row);
                await command.ExecuteNonQueryAsync(ct);
            }

            return;
        }

        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = Update;
            Fill(command.Parameters, command.CreateParameter, row);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static void Fill(DbParameterCollection parameters, Func<DbParameter> create, EventRow row)
    {
        Set("@number", row.Number!.Value);
        Set("@hash", row.Hash!);
        Set("@key", row.Key);

        void Set(string name, object value)
        {
            if (!parameters.Contains(name))
            {
                var parameter = create();
                parameter.ParameterName = name;
                parameters.Add(parameter);
            }

            parameters[name].Value = value;
        }
    }
}
