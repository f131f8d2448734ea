using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>Puts runs of a project beside one another. A run that isn't there, or that the asker may not see, doesn't stand in the way of the others.</summary>
public sealed class CompareService(
    RunService runs, MetricService metrics, ExperimentService experiments, ArtifactService artifacts, IDbContextFactory<SaasDb> dbs, Access access)
{
    /// <summary>Params, tags, attributes and metrics of up to ten runs.</summary>
    /// <param name="runIds">Each 32 lower-case hexadecimal digits; one that is named twice is compared once.</param>
    public async Task<Result<Comparison>> CompareAsync(KnownProject project, IReadOnlyList<string> runIds, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (Check(runIds) is { } invalid)
        {
            return invalid;
        }

        List<RunDetails> found = [];
        List<IReadOnlyDictionary<string, MetricSummary>> summaries = [];
        List<string> missing = [];
        foreach (var id in runIds.Distinct(StringComparer.Ordinal))
        {
            if (await runs.GetAsync(project, id, ct) is { Refusal: null } run && await metrics.SummarizeAsync(project, id, ct) is { Refusal: null } summary)
            {
                found.Add(run.Value);
                summaries.Add(summary.Value.ToDictionary(metric => metric.Key, StringComparer.Ordinal));
            }
            else
            {
                missing.Add(id);
            }
        }

        var names = new Dictionary<long, string>();
        foreach (var number in found.Select(run => run.Info.Experiment).Distinct())
        {
            names[number] = await experiments.GetAsync(project, number, ct) is { Refusal: null } experiment ? experiment.Value.Name : "";
        }

        return new Comparison(
            [.. found.Select(run => run.Info)],
            missing,
            [.. RunAttributes.Of(found, names)],
            Texts(found, run => run.Params),
            Texts(found, run => run.Tags.Where(tag => !tag.Key.StartsWith(RunAttributes.ClientsOwn, StringComparison.Ordinal))),
            [.. from name in summaries.SelectMany(one => one.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                let values = summaries.ConvertAll(one => one.GetValueOrDefault(name))
                select new ComparedMetric(name, MetricGoal.Of(name)?.LowerIsBetter, values, values.Select(value => value?.Latest).Distinct().Skip(1).Any())]);
    }

    /// <summary>The files of up to ten runs, by path and digest; without their bytes.</summary>
    public async Task<Result<ComparedFiles>> CompareFilesAsync(KnownProject project, IReadOnlyList<string> runIds, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (Check(runIds) is { } invalid)
        {
            return invalid;
        }

        List<string> found = [], missing = [], elsewhere = [], cut = [];
        List<IReadOnlyDictionary<string, FileContent>> contents = [];
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var id in runIds.Distinct(StringComparer.Ordinal))
        {
            var folder = await artifacts.RunFolderAsync(project, id, ct);
            if (folder.Refusal is NotFound)
            {
                missing.Add(id);
                continue;
            }

            var files = folder.Refusal is null ? await FilesAsync(db, project.Id, folder.Value, ct) : [];
            (folder.Refusal is null ? null : elsewhere)?.Add(id);
            (files.Count > ComparedFiles.MostFiles ? cut : null)?.Add(id);
            found.Add(id);
            contents.Add(files.Take(ComparedFiles.MostFiles).ToDictionary(file => file.Path[(folder.Value.Length + 1)..], file => file.Content, StringComparer.Ordinal));
        }

        return new ComparedFiles(
            found,
            missing,
            [.. from path in contents.SelectMany(one => one.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                let values = contents.ConvertAll(one => one.GetValueOrDefault(path))
                select new ComparedFile(path, values, values.Select(value => value?.Digest).Distinct().Skip(1).Any())],
            elsewhere,
            cut);
    }

    private static Invalid? Check(IReadOnlyList<string> runIds) => runIds.Distinct(StringComparer.Ordinal).Count() is < 1 or > Comparison.MostRuns
        ? new($"Name 1 to {Comparison.MostRuns} runs to compare, by their ids with commas between them.")
        : null;

    private static async Task<List<(string Path, FileContent Content)>> FilesAsync(SaasDb db, Id<Project> project, string folder, CancellationToken ct)
    {
        var (first, end) = (folder + "/", folder + "0");
#pragma warning disable CA1309 // Carried out by the database, whose columns compare by their letters; an ordinal comparison isn't translated.
        var rows = await db.Artifacts
            .Where(file => file.ProjectId == project && string.Compare(file.Path, first) > 0 && string.Compare(file.Path, end) < 0)
            .OrderBy(file => file.Path)
            .Take(ComparedFiles.MostFiles + 1)
            .Select(file => new { file.Path, file.Digest, file.Size, file.ContentType })
            .ToListAsync(ct);
#pragma warning restore CA1309
        return rows.ConvertAll(row => (row.Path, new FileContent(new ContentDigest(row.Digest), row.Size, row.ContentType ?? ContentTypes.Of(row.Path))));
    }

    private static IReadOnlyList<ComparedText> Texts(List<RunDetails> found, Func<RunDetails, IEnumerable<KeyValue>> of)
    {
        var values = found.ConvertAll(run => of(run).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
        return
        [
            .. values.SelectMany(one => one.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => ComparedText.Of(name, values.Select(one => one.GetValueOrDefault(name)))),
        ];
    }
}
