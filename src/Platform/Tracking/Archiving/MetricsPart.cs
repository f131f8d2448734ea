using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Archiving;

/// <summary>Every point of every metric, unsampled.</summary>
internal sealed class MetricsPart : IArchivePart
{
    public const string Metrics = "metrics.parquet";

    private const long Weight = 16;

    public int Place => 40;

    public async Task<long> WeighAsync(SaasDb db, Id<Project> project, CancellationToken ct) =>
        Weight * (await db.Runs.Where(run => run.ProjectId == project).Join(db.MetricSeries, run => run.Key, series => series.RunKey, (_, series) => (long?)series.Count).SumAsync(ct) ?? 0);

    public Task WriteAsync(ProjectArchive archive, CancellationToken ct) => archive.Writer.AddAsync(archive.At(Metrics), isPacked: true, async stream =>
    {
        var db = archive.Db;
        await using var table = await PointTableWriter.BeginAsync(stream, ct);
        var points = new Point[SeriesPages.Length];
        await foreach (var runs in RunsPart.PagesAsync(db, archive.ProjectId, ct))
        {
            foreach (var run in runs)
            {
                foreach (var series in await db.MetricSeries.Where(each => each.RunKey == run.Key).OrderBy(each => each.Name).Select(each => new { each.Key, each.Name, each.Count }).ToListAsync(ct))
                {
                    using var pages = new SeriesPages(db, new(run.Key, series.Key, series.Count), PointOrder.Step);
                    for (var read = points.Length; read == points.Length;)
                    {
                        read = await pages.ReadAsync(points, ct);
                        await table.AddAsync(run.RunId, series.Name, points.AsMemory(0, read), ct);
                        await archive.Writer.TellAsync(archive.At(Metrics), Weight * read, ct);
                    }
                }
            }
        }

        await table.FinishAsync(ct);
        return table.Rows;
    }, ct);
}
