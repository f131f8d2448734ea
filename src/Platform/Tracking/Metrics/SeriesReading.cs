using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// One reading of a stored series point by point: its journal and the summaries of its chunks, whose payloads are loaded when they are asked for.
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
        var journal = await JournalAsync(db, place, order, from, to, ct);
        var chunks = db.MetricChunks.Where(chunk => chunk.SeriesKey == place.SeriesKey);
        var touched = order is PointOrder.Step
            ? chunks.Where(chunk => chunk.MinStep <= to && chunk.MaxStep >= from)
            : chunks.Where(chunk => chunk.MinTime <= to && chunk.MaxTime >= from);
        var found = await touched.OrderBy(chunk => chunk.Number).Select(chunk => new { chunk.Number, chunk.Summary }).ToListAsync(ct);
        return new(
            db, place, compactions, journal, [.. found.Select(chunk => ChunkSummary.Read(chunk.Summary))], [.. found.Select(chunk => chunk.Number)]);
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

    /// <summary>Whether nothing moved between journal and chunks since the reading was opened.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct) => await CompactionsAsync(_db, _place, ct) == _compactions;

    /// <summary>The points of the journal's rows that may hold one between two positions, in the order in which they came.</summary>
    public static async Task<Point[]> JournalAsync(SaasDb db, SeriesPlace place, PointOrder order, long from, long to, CancellationToken ct)
    {
        var journal = new List<Point>();
        var rows = db.MetricJournal.Where(row => row.RunKey == place.RunKey);
        var overlapping = order is PointOrder.Step
            ? rows.Where(row => row.MinStep <= to && row.MaxStep >= from)
            : rows.Where(row => row.MinTime <= to && row.MaxTime >= from);
        await foreach (var payload in overlapping.OrderBy(row => row.Key).Select(row => row.Payload).AsAsyncEnumerable().WithCancellation(ct))
        {
            Gather(payload, place.SeriesKey, journal);
        }

        return [.. journal];
    }

    /// <summary>How often points of the series' run moved from the journal into chunks.</summary>
    public static Task<long> CompactionsAsync(SaasDb db, SeriesPlace place, CancellationToken ct) =>
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
