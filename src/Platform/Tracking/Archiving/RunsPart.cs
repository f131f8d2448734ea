using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Archiving;

/// <summary>Runs, those in the trash too, with params, tags, the latest of their metrics, and the data and models that they used or made.</summary>
internal sealed class RunsPart : IArchivePart
{
    public const string Runs = "runs.jsonl";

    private const long Weight = 2_000;

    public int Place => 30;

    public async Task<long> WeighAsync(SaasDb db, Id<Project> project, CancellationToken ct) => Weight * await db.Runs.LongCountAsync(run => run.ProjectId == project, ct);

    public Task WriteAsync(ProjectArchive archive, CancellationToken ct) => archive.AddLinesAsync(Runs, LinesAsync(archive, ct), ct);

    /// <summary>The project's runs in the order in which they were made.</summary>
    internal static IAsyncEnumerable<IReadOnlyList<Run>> PagesAsync(SaasDb db, Id<Project> project, CancellationToken ct) => ArchivePages.ReadAsync(
        after => db.Runs.AsNoTracking().Where(run => run.ProjectId == project && run.Key > after).OrderBy(run => run.Key).Take(ArchivePages.Length).ToListAsync(ct), run => run.Key);

    private static async IAsyncEnumerable<RunLine> LinesAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var numbers = await db.Experiments.Where(experiment => experiment.ProjectId == archive.ProjectId).ToDictionaryAsync(experiment => experiment.Key, experiment => experiment.Number, ct);
        await foreach (var page in PagesAsync(db, archive.ProjectId, ct))
        {
            var keys = page.Select(run => run.Key).ToList();
            var parameters = (await db.RunParams.AsNoTracking().Where(each => keys.Contains(each.RunKey)).ToListAsync(ct)).ToLookup(each => each.RunKey);
            var tags = (await db.RunTags.AsNoTracking().Where(each => keys.Contains(each.RunKey)).ToListAsync(ct)).ToLookup(each => each.RunKey);
            var metrics = (await db.MetricSeries.AsNoTracking().Where(each => keys.Contains(each.RunKey)).ToListAsync(ct)).ToLookup(each => each.RunKey);
            var datasets = (await db.RunDatasets.Where(link => keys.Contains(link.RunKey)).OrderBy(link => link.DatasetKey)
                .Join(db.DatasetVersions, link => link.DatasetKey, dataset => dataset.Key, (link, dataset) => new { link.RunKey, dataset.Name, dataset.Digest, link.Tags }).ToListAsync(ct)).ToLookup(each => each.RunKey);
            var models = (await db.RunModels.Where(link => keys.Contains(link.RunKey)).OrderBy(link => link.ModelKey)
                .Join(db.LoggedModels, link => link.ModelKey, model => model.Key, (link, model) => new { link.RunKey, model.ModelId, link.IsOutput, link.Step }).ToListAsync(ct)).ToLookup(each => each.RunKey);
            // An experiment that was made meanwhile isn't in the archive, and so neither is what is in it.
            foreach (var run in page.Where(run => numbers.ContainsKey(run.ExperimentKey)))
            {
                yield return new(
                    run.RunId, numbers[run.ExperimentKey], run.Name, run.Status, run.StartTime, run.EndTime, run.UserName, await archive.PersonAsync(run.CreatedBy, null, ct), run.Deleted, run.DeletedAt,
                    ArchivedPairs.Of(parameters[run.Key], each => each.Name, each => each.Value),
                    ArchivedPairs.Of(tags[run.Key], each => each.Name, each => each.Value),
                    [.. metrics[run.Key].OrderBy(each => each.Name, StringComparer.Ordinal).Select(each => new LatestLine(each.Name, each.LastIsNaN ? double.NaN : each.LastValue, each.LastStep, each.LastTime, each.Count))],
                    [.. datasets[run.Key].Select(each => new RunDatasetLine(each.Name, each.Digest, JsonElement.Parse(each.Tags)))],
                    [.. models[run.Key].Select(each => new RunModelLine(each.ModelId, each.IsOutput, each.Step))]);
            }
        }
    }
}
