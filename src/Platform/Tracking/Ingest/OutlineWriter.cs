using System.Buffers;
using System.Data;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>Joins the summaries of full chunks into wider ones, level by level, as soon as there are enough of them.</summary>
internal sealed class OutlineWriter(ArrayBufferWriter<byte> bytes)
{
    private static readonly LaneStatement Last = new("""SELECT MAX("Number") FROM "MetricOutlines" WHERE "SeriesKey" = @p0 AND "Level" = @p1""", DbType.Int64, DbType.Int32);

    private static readonly LaneStatement Chunks = new(
        """SELECT "Number", "Summary" FROM "MetricChunks" WHERE "SeriesKey" = @p0 AND "Number" >= @p1 AND "Number" <= @p2""", DbType.Int64, DbType.Int64, DbType.Int64);

    private static readonly LaneStatement Outlines = new(
        """SELECT "Number", "Summary" FROM "MetricOutlines" WHERE "SeriesKey" = @p0 AND "Number" >= @p1 AND "Number" <= @p2 AND "Level" = @p3""",
        DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int32);

    private static readonly LaneStatement Insert = new(
        """INSERT INTO "MetricOutlines" ("SeriesKey", "Level", "Number", "OrganizationId", "Summary") VALUES (@p0, @p1, @p2, @p3, @p4)""",
        DbType.Int64, DbType.Int32, DbType.Int64, DbType.Guid, DbType.Binary);

    /// <summary>Adds the outlines that the series lacks, those of chunks from before there were outlines among them, to what is written with its new chunks.</summary>
    /// <param name="full">How many chunks of the series are full, the new ones among them.</param>
    /// <param name="chunks">Summaries of the new chunks, by number.</param>
    public async Task AddAsync(
        LaneConnection connection, Guid organization, long series, long full, IReadOnlyDictionary<long, ChunkSummary> chunks, List<LaneCall> writes, CancellationToken ct)
    {
        var parts = chunks;
        var count = full;
        for (var level = 1; level <= ChunkSummary.MaxLevel && count >= ChunkSummary.Fan; level++)
        {
            count /= ChunkSummary.Fan;
            long last = 0;
            connection.Add(Last, series, level);
            await connection.RunAsync((_, row) => last = row.IsDBNull(0) ? 0 : row.GetInt64(0), ct);
            var made = new Dictionary<long, ChunkSummary>();
            for (var number = last + 1; number <= count; number++)
            {
                var outline = ChunkSummary.Join(await PartsAsync(connection, series, level - 1, number, parts, ct));
                made.Add(number, outline);
                bytes.ResetWrittenCount();
                outline.Write(bytes);
                writes.Add(new(Insert, [series, level, number, organization, bytes.WrittenSpan.ToArray()]));
            }

            parts = made;
        }
    }

    private static async Task<ChunkSummary[]> PartsAsync(
        LaneConnection connection, long series, int level, long number, IReadOnlyDictionary<long, ChunkSummary> made, CancellationToken ct)
    {
        var end = number * ChunkSummary.Fan;
        var first = end - ChunkSummary.Fan + 1;
        var parts = new ChunkSummary[ChunkSummary.Fan];
        if (!made.ContainsKey(first))
        {
            // What was stored before comes first; a chunk that is written anew takes the place of the open one.
            connection.Add(level == 0 ? Chunks : Outlines, level == 0 ? [series, first, end] : [series, first, end, level]);
            await connection.RunAsync((_, row) => parts[row.GetInt64(0) - first] = ChunkSummary.Read(row.GetFieldValue<byte[]>(1), level), ct);
        }

        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = made.GetValueOrDefault(first + part) ?? parts[part];
        }

        return parts;
    }
}
