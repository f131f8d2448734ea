using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;

namespace Slipway.Tracking.Archiving;

/// <summary>Models that training code saved, with what was said and measured of them.</summary>
internal sealed class LoggedModelsPart : IArchivePart
{
    public const string Models = "logged-models.jsonl";

    public int Place => 20;

    public Task WriteAsync(ProjectArchive archive, CancellationToken ct) => archive.AddLinesAsync(Models, LinesAsync(archive, ct), ct);

    private static async IAsyncEnumerable<LoggedModelLine> LinesAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var numbers = await db.Experiments.Where(experiment => experiment.ProjectId == archive.ProjectId).ToDictionaryAsync(experiment => experiment.Key, experiment => experiment.Number, ct);
        var pages = ArchivePages.ReadAsync(
            after => db.LoggedModels.AsNoTracking().Include(model => model.Params).Include(model => model.Tags).AsSplitQuery().Where(model => model.ProjectId == archive.ProjectId && model.Key > after)
                .OrderBy(model => model.Key).Take(ArchivePages.Length).ToListAsync(ct),
            model => model.Key);
        await foreach (var page in pages.WithCancellation(ct))
        {
            var keys = page.Select(model => model.Key).ToList();
            var metrics = (await db.LoggedModelMetrics.AsNoTracking().Where(each => keys.Contains(each.ModelKey)).ToListAsync(ct)).ToLookup(each => each.ModelKey);
            // An experiment that was made meanwhile isn't in the archive, and so neither is what is in it.
            foreach (var model in page.Where(model => numbers.ContainsKey(model.ExperimentKey)))
            {
                yield return new(
                    model.ModelId, numbers[model.ExperimentKey], model.Name, model.ModelType, model.Status, model.SourceRunId, model.CreatedAt, model.UpdatedAt, model.Deleted,
                    ArchivedPairs.Of(model.Params, each => each.Name, each => each.Value),
                    ArchivedPairs.Of(model.Tags, each => each.Name, each => each.Value),
                    [
                        .. metrics[model.Key].OrderBy(each => each.Name, StringComparer.Ordinal).ThenBy(each => each.LastTime).ThenBy(each => each.DatasetHash, StringComparer.Ordinal)
                            .Select(each => new ModelMetricLine(each.Name, each.RunId, each.DatasetName, each.DatasetDigest, each.LastIsNaN ? double.NaN : each.LastValue, each.LastStep, each.LastTime)),
                    ]);
            }
        }
    }
}
