using System.Buffers;
using System.Data;
using System.Runtime.InteropServices;
using Slipway.Foundation.Data;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// Moves the points of a run from its journal into chunks, a bounded part at a time. It reads and encodes beside the ingest, without a lock: journal
/// rows and chunks are never changed but here, so it is enough that nobody else compacted the run when the result is written, in one short transaction.
/// </summary>
internal sealed class MetricCompactor(Database database, WriteGate gate, LaneSql sql) : IAsyncDisposable
{
    private const int MaxRows = 1_024;
    private const int MaxPoints = 262_144;

    // With fewer points a chunk takes more room than they do in the journal, where one row holds all series.
    private const int FewPoints = 64;

    private static readonly LaneStatement Seen = new("""SELECT "Compactions", "OrganizationId" FROM "Runs" WHERE "Key" = @p0""", DbType.Int64);

    private static readonly LaneStatement Claim = new(
        """UPDATE "Runs" SET "Compactions" = "Compactions" + 1 WHERE "Key" = @p0 AND "Compactions" = @p1""", DbType.Int64, DbType.Int64);

    private static readonly LaneStatement Rows = new("""SELECT "Key", "Points" FROM "MetricJournal" WHERE "RunKey" = @p0 ORDER BY "Key" """, DbType.Int64);

    private static readonly LaneStatement Row = new("""SELECT "Payload" FROM "MetricJournal" WHERE "Key" = @p0""", DbType.Int64);

    private static readonly LaneStatement DeleteRow = new("""DELETE FROM "MetricJournal" WHERE "Key" = @p0""", DbType.Int64);

    private static readonly LaneStatement Tail = new(
        """
        SELECT "Number", "Points", "Payload" FROM "MetricChunks"
        WHERE "SeriesKey" = @p0 AND "Number" = (SELECT MAX("Number") FROM "MetricChunks" WHERE "SeriesKey" = @p0)
        """,
        DbType.Int64);

    private static readonly LaneStatement DeleteChunk = new("""DELETE FROM "MetricChunks" WHERE "SeriesKey" = @p0 AND "Number" = @p1""", DbType.Int64, DbType.Int64);

    private static readonly LaneStatement InsertChunk = new(
        """
        INSERT INTO "MetricChunks" ("SeriesKey", "Number", "OrganizationId", "MinStep", "MaxStep", "MinTime", "MaxTime", "Points", "Summary", "Payload")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)
        """,
        DbType.Int64, DbType.Int64, DbType.Guid, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int32, DbType.Binary, DbType.Binary);

    private readonly ArrayBufferWriter<byte> _bytes = new(128 * 1024);
    private LaneConnection? _connection;

    /// <summary>Compacts what is in the run's journal now, or as much of it as one go may take.</summary>
    /// <returns>Whether there may be more to do.</returns>
    public async Task<bool> CompactAsync(long run, CancellationToken ct)
    {
        var connection = _connection ??= await LaneConnection.OpenAsync(database, ct);
        connection.Add(Seen, run);
        (long Compactions, Guid Organization)? seen = null;
        await connection.RunAsync((_, row) => seen = (row.GetInt64(0), database.Provider is DatabaseProvider.Sqlite ? new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true) : row.GetGuid(1)), ct);
        if (seen is not var (compactions, organization))
        {
            return false;
        }

        var (rows, more) = await RowsAsync(connection, run, ct);
        var series = await GatherAsync(connection, rows, ct);
        var heavy = series.Values.Where(points => points.Count >= FewPoints).ToList();
        var light = series.Values.Where(points => points.Count is > 0 and < FewPoints).ToList();
        if (heavy.Count == 0 && rows.Count <= JournalLoad.FewRows)
        {
            return false;
        }

        var writes = new List<LaneCall> { new(Claim, [run, compactions]) };
        writes.AddRange(rows.Select(key => new LaneCall(DeleteRow, [key])));
        if (light.Count > 0)
        {
            // One of the keys that become free is as good as a new one.
            writes.Add(Journal(rows[^1], organization, run, light));
        }

        foreach (var points in heavy)
        {
            await ChunksAsync(connection, organization, points, writes, ct);
        }

        var done = await WriteAsync(connection, writes, ct);
        foreach (var points in series.Values)
        {
            points.Release();
        }

        return more || !done;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private static async Task<(List<long> Keys, bool More)> RowsAsync(LaneConnection connection, long run, CancellationToken ct)
    {
        var keys = new List<long>();
        var (points, more) = (0L, false);
        connection.Add(Rows, run);
        await connection.RunAsync(
            (_, row) =>
            {
                more |= keys.Count == MaxRows || points >= MaxPoints;
                if (!more)
                {
                    keys.Add(row.GetInt64(0));
                    points += row.GetInt32(1);
                }
            },
            ct);
        return (keys, more);
    }

    private static async Task<Dictionary<long, SeriesPoints>> GatherAsync(LaneConnection connection, List<long> rows, CancellationToken ct)
    {
        var series = new Dictionary<long, SeriesPoints>();
        foreach (var key in rows)
        {
            connection.Add(Row, key);
        }

        await connection.RunAsync((_, row) => Gather(row.GetFieldValue<byte[]>(0), series), ct);
        return series;
    }

    private static void Gather(byte[] payload, Dictionary<long, SeriesPoints> series)
    {
        var block = JournalBlock.Open(payload);
        while (block.MoveNext())
        {
            ref var points = ref CollectionsMarshal.GetValueRefOrAddDefault(series, block.Key, out _);
            points ??= new(block.Key);
            block.Read(points.Extend(block.Count));
        }
    }

    private LaneCall Journal(long key, Guid organization, long run, List<SeriesPoints> light)
    {
        var span = PointSpan.Empty;
        foreach (var points in light)
        {
            span = span.With(points.Memory.Span);
        }

        _bytes.ResetWrittenCount();
        JournalBlock.Write(_bytes, [.. light.Select(points => new JournalSeries(points.Key, points.Memory))]);
        return new(sql.InsertJournal, [key, organization, run, light.Sum(points => points.Count), span.MinStep, span.MaxStep, span.MinTime, span.MaxTime, _bytes.WrittenSpan.ToArray()]);
    }

    // The series' last chunk is open until it is full: it is written again together with what is new.
    private async Task ChunksAsync(LaneConnection connection, Guid organization, SeriesPoints points, List<LaneCall> writes, CancellationToken ct)
    {
        long number = 0;
        var open = false;
        connection.Add(Tail, points.Key);
        await connection.RunAsync(
            (_, row) =>
            {
                number = row.GetInt64(0);
                open = row.GetInt32(1) < Chunk.MaxPoints;
                if (open)
                {
                    Chunk.Read(row.GetFieldValue<byte[]>(2), points.Extend(row.GetInt32(1)));
                }
            },
            ct);
        if (open)
        {
            writes.Add(new(DeleteChunk, [points.Key, number]));
            number--;
        }

        points.SortDistinct();
        var summaries = new Dictionary<long, ChunkSummary>();
        for (var rest = points.Memory; !rest.IsEmpty; rest = rest[Math.Min(Chunk.MaxPoints, rest.Length)..])
        {
            _bytes.ResetWrittenCount();
            var all = Chunk.Write(_bytes, rest.Span[..Math.Min(Chunk.MaxPoints, rest.Length)]);
            var payload = _bytes.WrittenSpan.ToArray();
            _bytes.ResetWrittenCount();
            all.Write(_bytes);
            summaries.Add(++number, all);
            writes.Add(new(
                InsertChunk,
                [points.Key, number, organization, all.All.First.Step, all.All.Last.Step, all.All.MinTime, all.All.MaxTime, all.All.Count, _bytes.WrittenSpan.ToArray(), payload]));
        }

        var full = summaries[number].All.Count == Chunk.MaxPoints ? number : number - 1;
        await new OutlineWriter(_bytes).AddAsync(connection, organization, points.Key, full, summaries, writes, ct);
    }

    private async Task<bool> WriteAsync(LaneConnection connection, List<LaneCall> writes, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        try
        {
            await connection.BeginAsync(ct);
            connection.Add(writes[0].Statement, writes[0].Values);
            if (await connection.RunAsync(null, ct) == 0)
            {
                await connection.RollbackAsync();
                return false;
            }

            foreach (var (statement, values) in writes.Skip(1))
            {
                connection.Add(statement, values);
            }

            await connection.RunAsync(null, ct);
            await connection.CommitAsync(ct);
            return true;
        }
        catch
        {
            _connection = null;
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class SeriesPoints(long key)
    {
        private Point[] _points = [];

        public long Key { get; } = key;

        public int Count { get; private set; }

        public ReadOnlyMemory<Point> Memory => _points.AsMemory(0, Count);

        public Span<Point> Extend(int count)
        {
            if (Count + count > _points.Length)
            {
                var larger = ArrayPool<Point>.Shared.Rent(Math.Max(Count + count, 2 * _points.Length));
                Memory.Span.CopyTo(larger);
                Return();
                _points = larger;
            }

            Count += count;
            return _points.AsSpan(Count - count, count);
        }

        public void SortDistinct() => Count = PointOrder.Step.SortDistinct(_points.AsSpan(0, Count));

        public void Release()
        {
            Return();
            (_points, Count) = ([], 0);
        }

        private void Return()
        {
            if (_points.Length > 0)
            {
                ArrayPool<Point>.Shared.Return(_points);
            }
        }
    }
}
