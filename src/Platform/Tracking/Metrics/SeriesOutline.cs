using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// One reading of a stored series from its widest summaries down: what stands for all its points is read at once, and the narrower summaries below a
/// block, in the end its points, only where a walk asks for them. As with <see cref="SeriesReading"/>, it counts only if <see cref="IsCurrentAsync"/>.
/// </summary>
internal sealed class SeriesOutline
{
    // Summaries that nobody asked for are read along when so few lie between two that are wanted: a query costs more.
    private const int Bridge = 8;

    private readonly SaasDb _db;
    private readonly SeriesPlace _place;
    private readonly long _compactions;
    private readonly Point[] _journal;
    private readonly SortedDictionary<long, ChunkSummary>[] _read = new SortedDictionary<long, ChunkSummary>[ChunkSummary.MaxLevel + 1];
    private readonly long[] _firstRoots = new long[ChunkSummary.MaxLevel + 1];

    private SeriesOutline(SaasDb db, SeriesPlace place, long compactions, Point[] journal)
    {
        (_db, _place, _compactions, _journal) = (db, place, compactions, journal);
        for (var level = 0; level < _read.Length; level++)
        {
            _read[level] = [];
        }
    }

    /// <summary>Points that are in no chunk yet, in the order in which they came.</summary>
    public ReadOnlySpan<Point> Journal => _journal;

    /// <summary>How many points the whole series has.</summary>
    public long Count => _journal.Length + Roots.Sum(root => (long)root.All.Count);

    // No summary stands for these, and together they stand for all chunks.
    private IEnumerable<ChunkSummary> Roots => _read.SelectMany((summaries, level) => summaries.Where(summary => summary.Key >= _firstRoots[level]).Select(summary => summary.Value));

    public static async Task<SeriesOutline> OpenAsync(SaasDb db, SeriesPlace place, CancellationToken ct)
    {
        var compactions = await SeriesReading.CompactionsAsync(db, place, ct);
        var journal = await SeriesReading.JournalAsync(db, place, PointOrder.Step, long.MinValue, long.MaxValue, ct);
        var outline = new SeriesOutline(db, place, compactions, journal);
        await outline.ReadRootsAsync(ct);
        return outline;
    }

    /// <summary>The smallest and largest position in the whole series; null when it has no points.</summary>
    public (long First, long Last)? Extent(PointOrder axis)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var point in Journal)
        {
            var position = axis.Position(point);
            (first, last) = (Math.Min(first, position), Math.Max(last, position));
        }

        foreach (var root in Roots)
        {
            var (start, end) = root.All.Range(axis);
            (first, last) = (Math.Min(first, start), Math.Max(last, end));
        }

        return first > last ? null : (first, last);
    }

    /// <summary>An upper bound of the number of points in a window: of the journal, and of all blocks of chunks that overlap it.</summary>
    public async Task<long> AtMostAsync(PointOrder axis, long from, long to, CancellationToken ct)
    {
        long count = _journal.Length;
        await WalkAsync(
            (summary, blocks) =>
            {
                blocks &= summary.Overlap(axis, from, to);
                uint within = 0;
                for (var i = 0; i < summary.Buckets.Length; i++)
                {
                    var (first, last) = summary.Buckets[i].Range(axis);
                    if (summary.Level > 0 && (first < from || last > to))
                    {
                        within |= blocks & 1u << i;
                    }
                    else
                    {
                        count += (blocks >> i & 1) == 0 ? 0 : summary.Buckets[i].Count;
                    }
                }

                return within;
            },
            _ => { },
            ct);
        return count;
    }

    /// <summary>Shows the summaries of the whole series, widest first, and where one doesn't do, what is below it.</summary>
    /// <param name="look">Gets a summary and the bits of those of its blocks that haven't been taken from a wider one; returns those that it has to look into.</param>
    /// <param name="take">Gets the points of those blocks of a chunk that were to be looked into; their memory is used again.</param>
    public async Task WalkAsync(Func<ChunkSummary, uint, uint> look, Action<ReadOnlyMemory<Point>> take, CancellationToken ct)
    {
        List<(long Number, uint Blocks)> wanted = [];
        for (var level = ChunkSummary.MaxLevel; level >= 0; level--)
        {
            await ReadAsync(level, wanted, ct);
            var roots = _read[level].Keys.Where(number => number >= _firstRoots[level]).Select(number => (number, Chunk.AllBlocks));
            List<(long Number, uint Blocks)> below = [];
            foreach (var (number, blocks) in wanted.Concat(roots))
            {
                var within = look(_read[level][number], blocks);
                if (level == 0 && within != 0)
                {
                    below.Add((number, within));
                }
                else
                {
                    below.AddRange(ChunkSummary.Below(within).Select(part => (FirstBelow(number) + part.Child, part.Blocks)));
                }
            }

            wanted = below;
        }

        await DecodeAsync(wanted, take, ct);
    }

    /// <summary>Whether nothing moved between journal and chunks since the reading was opened.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct) => await SeriesReading.CompactionsAsync(_db, _place, ct) == _compactions;

    private static long FirstBelow(long number) => ((number - 1) * ChunkSummary.Fan) + 1;

    private async Task ReadRootsAsync(CancellationToken ct)
    {
        var lowest = _place.Count < ChunkSummary.Fan * Chunk.MaxPoints
            ? 0
            : await _db.MetricOutlines.Where(row => row.SeriesKey == _place.SeriesKey && row.Level == 1).MaxAsync(row => (long?)row.Number, ct) ?? 0;
        for (var (level, count) = (1, lowest); level <= ChunkSummary.MaxLevel; level++)
        {
            // The outlines of a level are written together with those that they complete above.
            var above = level == ChunkSummary.MaxLevel ? 0 : count / ChunkSummary.Fan;
            _firstRoots[level] = FirstBelow(above + 1);
            if (_firstRoots[level] <= count)
            {
                await ReadAsync(level, _firstRoots[level], count, ct);
            }

            count = above;
        }

        _firstRoots[0] = FirstBelow(lowest + 1);
        await ReadAsync(0, _firstRoots[0], long.MaxValue, ct);
    }

    private async Task ReadAsync(int level, List<(long Number, uint Blocks)> wanted, CancellationToken ct)
    {
        var missing = wanted.Select(one => one.Number).Where(number => !_read[level].ContainsKey(number)).ToList();
        for (var start = 0; start < missing.Count;)
        {
            var end = start + 1;
            while (end < missing.Count && missing[end] - missing[end - 1] <= Bridge)
            {
                end++;
            }

            await ReadAsync(level, missing[start], missing[end - 1], ct);
            start = end;
        }

        if (!missing.TrueForAll(_read[level].ContainsKey))
        {
            throw new StaleReadingException();
        }
    }

    private async Task ReadAsync(int level, long first, long last, CancellationToken ct)
    {
        var rows = level == 0
            ? _db.MetricChunks.Where(row => row.SeriesKey == _place.SeriesKey && row.Number >= first && row.Number <= last).Select(row => new { row.Number, row.Summary })
            : _db.MetricOutlines.Where(row => row.SeriesKey == _place.SeriesKey && row.Level == level && row.Number >= first && row.Number <= last).Select(row => new { row.Number, row.Summary });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            _read[level][row.Number] = ChunkSummary.Read(row.Summary, level);
        }
    }

    private async Task DecodeAsync(List<(long Number, uint Blocks)> chunks, Action<ReadOnlyMemory<Point>> take, CancellationToken ct)
    {
        var points = chunks.Count == 0 ? [] : new Point[Chunk.MaxPoints];
        for (var start = 0; start < chunks.Count;)
        {
            var end = start + 1;
            while (end < chunks.Count && chunks[end].Number == chunks[end - 1].Number + 1)
            {
                end++;
            }

            var (first, last, next) = (chunks[start].Number, chunks[end - 1].Number, start);
            await foreach (var payload in _db.MetricChunks
                .Where(row => row.SeriesKey == _place.SeriesKey && row.Number >= first && row.Number <= last)
                .OrderBy(row => row.Number)
                .Select(row => row.Payload)
                .AsAsyncEnumerable()
                .WithCancellation(ct))
            {
                take(points.AsMemory(0, Chunk.Read(payload, points, next < end ? chunks[next++].Blocks : throw new StaleReadingException())));
            }

            start = next == end ? end : throw new StaleReadingException();
        }
    }
}
