using System.Data.Common;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// One connection for hand-written statements, in few round trips: calls are gathered and then run together. On SQLite each runs as a prepared
/// command that is kept; on the servers all travel as one batch.
/// </summary>
internal abstract class LaneConnection(DbConnection connection) : IAsyncDisposable
{
    private readonly List<LaneCall> _calls = [];

    protected DbConnection Connection { get; } = connection;

    /// <summary>How many calls wait to be run.</summary>
    public int Waiting => _calls.Count;

    public static async Task<LaneConnection> OpenAsync(Database database, CancellationToken ct)
    {
        var connection = await database.OpenAsync(ct);
        return database.Provider is DatabaseProvider.Sqlite ? new PreparedLaneConnection(connection) : new BatchedLaneConnection(connection, database.Provider);
    }

    public abstract ValueTask BeginAsync(CancellationToken ct);

    public abstract ValueTask CommitAsync(CancellationToken ct);

    /// <summary>Ends the transaction, if there is one, without its writes.</summary>
    public abstract ValueTask RollbackAsync();

    public void Add(LaneStatement statement, params object?[] values) => _calls.Add(new(statement, values));

    /// <summary>Runs the gathered calls.</summary>
    /// <param name="read">Called for every row of their answers with the index of its call.</param>
    /// <returns>How many rows the calls wrote, all together.</returns>
    public async ValueTask<int> RunAsync(Action<int, DbDataReader>? read, CancellationToken ct)
    {
        if (_calls.Count == 0)
        {
            return 0;
        }

        try
        {
            return await RunAsync(_calls, read, ct);
        }
        finally
        {
            _calls.Clear();
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Connection.DisposeAsync();
    }

    /// <summary>Forgets calls that were gathered and not run.</summary>
    protected void Forget() => _calls.Clear();

    protected abstract ValueTask<int> RunAsync(List<LaneCall> calls, Action<int, DbDataReader>? read, CancellationToken ct);
}
