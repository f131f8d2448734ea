using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Archives;

namespace Slipway.Tracking.Archiving;

/// <summary>Experiments, those in the trash too, and the datasets that their runs used.</summary>
internal sealed class ExperimentsPart : IArchivePart
{
    public const string Experiments = "experiments.jsonl";
    public const string Datasets = "datasets.jsonl";

    public int Place => 10;

    public async Task WriteAsync(ProjectArchive archive, CancellationToken ct)
    {
        await archive.AddLinesAsync(Experiments, ExperimentsAsync(archive, ct), ct);
        var db = archive.Db;
        var datasets =
            from experiment in db.Experiments
            where experiment.ProjectId == archive.ProjectId
            join dataset in db.DatasetVersions on experiment.Key equals dataset.ExperimentKey
            orderby dataset.Key
            select new DatasetLine(experiment.Number, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile);
        await archive.AddLinesAsync(Datasets, datasets.AsAsyncEnumerable(), ct);
    }

    private static async IAsyncEnumerable<ExperimentLine> ExperimentsAsync(ProjectArchive archive, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var db = archive.Db;
        var pages = ArchivePages.ReadAsync(
            after => db.Experiments.AsNoTracking().Include(experiment => experiment.Tags).Where(experiment => experiment.ProjectId == archive.ProjectId && experiment.Number > after)
                .OrderBy(experiment => experiment.Number).Take(ArchivePages.Length).ToListAsync(ct),
            experiment => experiment.Number);
        await foreach (var page in pages.WithCancellation(ct))
        {
            foreach (var each in page)
            {
                yield return new(each.Number, each.Name, each.ArtifactLocation, each.Deleted, each.CreatedAt, each.UpdatedAt, ArchivedPairs.Of(each.Tags, tag => tag.Name, tag => tag.Value));
            }
        }
    }
}
