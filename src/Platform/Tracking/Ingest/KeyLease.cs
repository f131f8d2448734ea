namespace Slipway.Tracking.Ingest;

/// <summary>Hands out the keys of runs, series and journal rows from blocks that it takes from the database before they are needed.</summary>
internal sealed class KeyLease(LaneSql sql)
{
    private const string Kind = "tracking";
    private const long Block = 100_000;

    private long _next;
    private long _end;

    public long Next() => _next < _end ? _next++ : throw new InvalidOperationException("No key was leased: the group asked for fewer than it used.");

    /// <summary>Makes sure that so many keys are at hand. Commits by itself, so that a group that is written again gets other keys than the first time.</summary>
    public async ValueTask ReserveAsync(int keys, LaneConnection connection, CancellationToken ct)
    {
        if (_end - _next >= keys)
        {
            return;
        }

        var size = Math.Max(Block, keys);
        await connection.BeginAsync(ct);
        connection.Add(sql.TakeKeys, Kind, size);
        if (await connection.RunAsync(null, ct) == 0)
        {
            connection.Add(sql.BeginKeys, Kind, size + 1);
            await connection.RunAsync(null, ct);
        }

        connection.Add(sql.KeysTaken, Kind);
        long end = 0;
        await connection.RunAsync((_, row) => end = row.GetInt64(0), ct);
        await connection.CommitAsync(ct);
        (_next, _end) = (end - size, end);
    }
}
