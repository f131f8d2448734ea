using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// One reading of a stored series: the points of its journal and the summaries of its chunks, whose payloads are loaded when they are asked for.
/// The journal is read first and points move from it into chunks meanwhile, so what was read counts only if <see cref="IsCurrentAsync"/> afterwards.
/// </summary>
internal sealed class SeriesReading
{
    private readonly SaasDb _db;
    private readonly SeriesPlace _place;
    private readonly long _compactions;
    private readonly Point[] _journal;
    private readonly long[] _numbers;

    private SeriesReading(SaasDb db, SeriesPlace place, long compactions, Point[] journal, ChunkSummary[] chunks, long[] numbers) =>
        (_db, _place, _compactions, _journal, Chunks, _numbers) = (db, place, compactions, journal, chunks, numbers);

    /// <summary>Points that are in no chunk yet, in the order in which they came.</summary>
    public ReadOnlySpan<Point> Journal => _journal;

    public IReadOnlyList<ChunkSummary> Chunks { get; }

    /// <summary>Where the metric of a run is stored; null when the project has no such run or the run no such metric.</summary>
    public static Task<SeriesPlace?> FindAsync(SaasDb db, Id<Project> project, string runId, string name, CancellationToken ct) =>
        (from run in db.Runs
         join series in db.MetricSeries on run.Key equals series.RunKey
         where run.RunId == runId && run.ProjectId == project && series.Name == name
         select new SeriesPlace(run.Key, series.Key, series.Count)).SingleOrDefaultAsync(ct);

    /// <summary>Reads the series, or what of it may lie between two positions, both included.</summary>
    public static async Task<SeriesReading> OpenAsync(SaasDb db, SeriesPlace place, PointOrder order, long from, long to, CancellationToken ct)
    {
        var compactions = await CompactionsAsync(db, place, ct);
        var journal = new List<Point>();
        var rows = db.MetricJournal.Where(row => row.RunKey == place.RunKey);
        var overlapping = order is PointOrder.Step
            ? rows.Where(row => row.MinStep <= to && row.MaxStep >= from)
            : rows.Where(row => row.MinTime <= to && row.MaxTime >= from);
        await foreach (var payload in overlapping.OrderBy(row => row.Key).Select(row => row.Payload).AsAsyncEnumerable().WithCancellation(ct))
        {
            Gather(payload, place.SeriesKey, journal);
        }

        var chunks = db.MetricChunks.Where(chunk => chunk.SeriesKey == place.SeriesKey);
        var touched = order is PointOrder.Step
            ? chunks.Where(chunk => chunk.MinStep <= to && chunk.MaxStep >= from)
            : chunks.Where(chunk => chunk.MinTime <= to && chunk.MaxTime >= from);
        var found = await touched.OrderBy(chunk => chunk.Number).Select(chunk => new { chunk.Number, chunk.Summary }).ToListAsync(ct);
        return new(
            db, place, compactions, [.. journal], [.. found.Select(chunk => ChunkSummary.Read(chunk.Summary))], [.. found.Select(chunk => chunk.Number)]);
    }

    /// <summary>The smallest and largest position of what was read; null when that is nothing.</summary>
    public (long First, long Last)? Extent(PointOrder axis)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var point in Journal)
        {
            var position = axis.Position(point);
            (first, last) = (Math.Min(first, position), Math.Max(last, position));
        }

        foreach (var chunk in Chunks)
        {
            var (start, end) = chunk.All.Range(axis);
            (first, last) = (Math.Min(first, start), Math.Max(last, end));
        }

        return first > last ? null : (first, last);
    }

    /// <summary>An upper bound of the number of points in a window: of the journal, and of all blocks that overlap it.</summary>
    public long AtMost(PointOrder axis, long from, long to)
    {
        long count = _journal.Length;
        foreach (var chunk in Chunks)
        {
            var overlap = chunk.Overlap(axis, from, to);
            for (var block = 0; block < chunk.Buckets.Length; block++)
            {
                count += (overlap >> block & 1) == 0 ? 0 : chunk.Buckets[block].Count;
            }
        }

        return count;
    }

    /// <summary>Loads the payload of the chunk at an index of <see cref="Chunks"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> LoadAsync(int chunk, CancellationToken ct)
    {
        var number = _numbers[chunk];
        return await _db.MetricChunks
            .Where(row => row.SeriesKey == _place.SeriesKey && row.Number == number)
            .Select(row => row.Payload)
            .SingleOrDefaultAsync(ct) ?? throw new StaleReadingException();
    }

    /// <summary>Loads the payloads of several chunks, given by ascending index; neighbours in one query.</summary>
    public async IAsyncEnumerable<byte[]> LoadAsync(IReadOnlyList<int> chunks, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var start = 0; start < chunks.Count;)
        {
            var end = start + 1;
            while (end < chunks.Count && chunks[end] == chunks[end - 1] + 1)
            {
                end++;
            }

            var (first, last, read) = (_numbers[chunks[start]], _numbers[chunks[end - 1]], start);
            await foreach (var payload in _db.MetricChunks
                .Where(row => row.SeriesKey == _place.SeriesKey && row.Number >= first && row.Number <= last)
                .OrderBy(row => row.Number)
                .Select(row => row.Payload)
                .AsAsyncEnumerable()
                .WithCancellation(ct))
            {
                read = read < end ? read + 1 : throw new StaleReadingException();
                yield return payload;
            }

            start = read == end ? end : throw new StaleReadingException();
        }
    }

    /// <summary>Whether nothing moved between journal and chunks since the reading was opened.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct) => await CompactionsAsync(_db, _place, ct) == _compactions;

    private static Task<long> CompactionsAsync(SaasDb db, SeriesPlace place, CancellationToken ct) =>
        db.Runs.Where(run => run.Key == place.RunKey).Select(run => run.Compactions).SingleOrDefaultAsync(ct);

    private static void Gather(byte[] payload, long series, List<Point> points)
    {
        var block = JournalBlock.Open(payload);
        while (block.MoveNext())
        {
            if (block.Key == series)
            {
                var start = points.Count;
                CollectionsMarshal.SetCount(points, start + block.Count);
                block.Read(CollectionsMarshal.AsSpan(points)[start..]);
            }
        }
    }
}

/// <summary>The keys of a stored series, and how many points it has.</summary>
internal sealed record SeriesPlace(long RunKey, long SeriesKey, long Count);

/// <summary>A chunk that was listed is gone: the series was rewritten while it was read, and the reading begins again.</summary>
internal sealed class StaleReadingException : Exception;
