using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Metrics;

/// <summary>Which part of a metric's history to read.</summary>
/// <param name="Limit">The most points.</param>
/// <param name="After">Where an earlier page ended; null for the beginning.</param>
public sealed record HistoryPage(int Limit, Point? After);

/// <summary>Where a page of history ended.</summary>
/// <param name="Last">Its last point when there are more, to be sent as <see cref="HistoryPage.After"/>; null at the end.</param>
public sealed record HistoryEnd(Point? Last);

/// <summary>A metric of a run in one line.</summary>
/// <param name="Latest">The value of the largest point by step, time and value. May be NaN; infinities are the largest finite magnitude.</param>
/// <param name="Time">The latest point's, unix milliseconds.</param>
/// <param name="Min">The smallest value that is a number; null while there is none. Infinities as in <paramref name="Latest"/>.</param>
/// <param name="Max">The largest, likewise.</param>
/// <param name="Count">How many distinct points there are.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record MetricSummary(string Key, double Latest, long Step, long Time, double? Min, double? Max, long Count);

/// <summary>Reads what was logged: whole histories, a few hundred points of them, or buckets for a chart.</summary>
public sealed class MetricService(IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>The most points of one page of history.</summary>
    public const int HistoryLimit = 1_000_000;

    /// <summary>The most buckets of a chart.</summary>
    public const int BucketLimit = 4_000;

    private const int Attempts = 20;

    /// <summary>What is known of each of a run's metrics without reading its points, by name; none when there is no such run.</summary>
    public async Task<Result<IReadOnlyList<MetricSummary>>> SummarizeAsync(KnownProject project, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var projectId = project.Id;
        var all = await (
            from run in db.Runs
            where run.RunId == runId && run.ProjectId == projectId
            join series in db.MetricSeries on run.Key equals series.RunKey
            orderby series.Name
            select new { series.Name, series.LastValue, series.LastIsNaN, series.LastStep, series.LastTime, series.Min, series.Max, series.Count }).ToListAsync(ct);
        return all.ConvertAll(one => new MetricSummary(one.Name, one.LastIsNaN ? double.NaN : one.LastValue, one.LastStep, one.LastTime, one.Min, one.Max, one.Count));
    }

    /// <summary>Reads a metric's points by (time, step, value) and hands them on in parts as they are read; none when there is no such metric.</summary>
    /// <param name="take">Gets each part; its memory is used again afterwards.</param>
    public async Task<Result<HistoryEnd>> ReadHistoryAsync(
        KnownProject project, string runId, string name, HistoryPage page, Func<ReadOnlyMemory<Point>, CancellationToken, ValueTask> take, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await OpenAsync(ct);
        if (await SeriesReading.FindAsync(db, project.Id, runId, name, ct) is not { } place)
        {
            return new HistoryEnd(null);
        }

        var left = page.Limit;
        var points = new Point[Math.Min(SeriesPages.Length, left)];
        using var pages = new SeriesPages(db, place, PointOrder.Time, page.After);
        for (; ;)
        {
            var wanted = points.AsMemory(0, Math.Min(points.Length, left));
            var read = await pages.ReadAsync(wanted, ct);
            await take(wanted[..read], ct);
            left -= read;
            if (read < wanted.Length)
            {
                return new HistoryEnd(null);
            }

            if (left == 0)
            {
                var last = points[read - 1];
                return new HistoryEnd(await pages.ReadAsync(points.AsMemory(0, 1), ct) == 0 ? null : last);
            }
        }
    }

    /// <summary>Picks at most so many points of a window of steps, spread evenly, the first and the last among them; none when there is no such metric.</summary>
    /// <param name="from">The window's first step.</param>
    /// <param name="to">The window's last step, included.</param>
    public async Task<Result<Point[]>> SampleAsync(KnownProject project, string runId, string name, long from, long to, int limit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await OpenAsync(ct);
        return await SeriesReading.FindAsync(db, project.Id, runId, name, ct) is not { } place
            ? Array.Empty<Point>()
            : await ReadAsync(db, place, async outline =>
            {
                var thinner = new Thinner(from, to, limit, await outline.AtMostAsync(PointOrder.Step, from, to, ct));
                thinner.Add(outline.Journal);
                await outline.WalkAsync(thinner.Add, points => thinner.Add(points.Span), ct);
                return thinner.Finish();
            }, ct);
    }

    /// <summary>What a chart draws of a metric between two positions, both included, each the series' own end when it is null.</summary>
    /// <param name="buckets">The most buckets; when the window has no more points than that, each is a bucket of its own.</param>
    public async Task<Result<MetricChart>> ChartAsync(KnownProject project, string runId, string name, PointOrder axis, long? from, long? to, int buckets, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (buckets is < 1 or > BucketLimit || from > to)
        {
            return new Invalid($"Ask for 1 to {BucketLimit} buckets, and for a window whose end isn't before its beginning.");
        }

        await using var db = await OpenAsync(ct);
        return await SeriesReading.FindAsync(db, project.Id, runId, name, ct) is not { } place
            ? MetricChart.Empty
            : await ReadAsync(db, place, outline => DrawAsync(outline, axis, from, to, buckets, ct), ct);
    }

    /// <summary>What a chart draws of a metric against another one of the run, joined by their steps; nothing when the run lacks either.</summary>
    /// <param name="along">The metric along the horizontal axis.</param>
    /// <param name="from">The smallest value of it that is wanted; null for all.</param>
    /// <param name="to">The largest, likewise.</param>
    /// <param name="limit">The most pairs; of more, the extremes of each stretch are kept.</param>
    public async Task<Result<JoinedChart>> JoinAsync(KnownProject project, string runId, string name, string along, double? from, double? to, int limit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (limit is < 1 or > BucketLimit || from > to)
        {
            return new Invalid($"Ask for 1 to {BucketLimit} points, and for a window whose end isn't before its beginning.");
        }

        await using var db = await OpenAsync(ct);
        if (await SeriesReading.FindAsync(db, project.Id, runId, name, ct) is not { } drawn || await SeriesReading.FindAsync(db, project.Id, runId, along, ct) is not { } axis)
        {
            return JoinedChart.Empty;
        }

        using var values = new StepValues(new(db, drawn, PointOrder.Step));
        using var positions = new StepValues(new(db, axis, PointOrder.Step));
        var join = new ChartJoin(from ?? double.NegativeInfinity, to ?? double.PositiveInfinity, limit);
        var isLeft = await positions.MoveNextAsync(ct);
        while (await values.MoveNextAsync(ct))
        {
            while (isLeft && positions.Current.Step < values.Current.Step)
            {
                isLeft = await positions.MoveNextAsync(ct);
            }

            if (isLeft && positions.Current.Step == values.Current.Step)
            {
                join.Add(values.Current.Step, positions.Current.Value, values.Current.Value);
            }
            else
            {
                join.AddUnmatched();
            }
        }

        return join.Finish();
    }

    private static async Task<MetricChart> DrawAsync(SeriesOutline outline, PointOrder axis, long? from, long? to, int buckets, CancellationToken ct)
    {
        if (outline.Extent(axis) is not var (first, last))
        {
            return MetricChart.Empty;
        }

        var total = outline.Count;
        var (start, end) = (from ?? first, to ?? last);
        if (start > end)
        {
            return MetricChart.Of([], axis, total, (first, last));
        }

        if (await outline.AtMostAsync(axis, start, end, ct) <= buckets + (2 * PointBlock.Length))
        {
            var points = new List<Point>();
            points.AddRange(outline.Journal);
            await outline.WalkAsync((summary, blocks) => blocks & summary.Overlap(axis, start, end), decoded => points.AddRange(decoded.Span), ct);
            points.RemoveAll(point => axis.Position(point) < start || axis.Position(point) > end);
            if (points.Count <= buckets)
            {
                axis.Sort(CollectionsMarshal.AsSpan(points));
                return MetricChart.Of(CollectionsMarshal.AsSpan(points), axis, total, (first, last));
            }
        }

        var downsampler = new Downsampler(axis, start, end, buckets);
        downsampler.Add(outline.Journal);
        await outline.WalkAsync(downsampler.Add, points => downsampler.Add(points.Span), ct);
        return MetricChart.Of(downsampler.Finish(), axis, total, (first, last));
    }

    // What was read while points moved into chunks may lack or repeat some: it is read again.
    private static async Task<T> ReadAsync<T>(SaasDb db, SeriesPlace place, Func<SeriesOutline, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var outline = await SeriesOutline.OpenAsync(db, place, ct);
            try
            {
                var result = await work(outline);
                if (await outline.IsCurrentAsync(ct))
                {
                    return result;
                }
            }
            catch (StaleReadingException)
            {
                // The reading begins again.
            }
        }

        throw new InvalidOperationException("A series was rewritten every time it was read.");
    }

    // One connection for all queries: opening it anew for each costs more than they do.
    private async Task<SaasDb> OpenAsync(CancellationToken ct)
    {
        var db = await dbs.CreateDbContextAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        return db;
    }
}
