using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Organizations.Projects.Lifecycle;

namespace Slipway.Tracking;

/// <summary>What was logged into a project: experiments, runs with their points, traces, logged models and files.</summary>
internal sealed class KeptInProjectsByTracking(StoredBytes bytes) : IProjectContents
{
    // A run may have millions of points, a file is a row.
    private const int RunsAtOnce = 50;
    private const int RowsAtOnce = 500;

    public async Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        var files = db.Artifacts.Where(file => file.ProjectId == project);
        var (count, size) = (await files.LongCountAsync(ct), await files.SumAsync(file => (long?)file.Size, ct) ?? 0);
        var points = await db.MetricSeries.Join(db.Runs.Where(run => run.ProjectId == project), series => series.RunKey, run => run.Key, (series, _) => series).SumAsync(series => (long?)series.Count, ct) ?? 0;
        return
        [
            .. ProjectHolding.Of("experiments", await db.Experiments.LongCountAsync(experiment => experiment.ProjectId == project, ct), "experiment", "experiments"),
            .. ProjectHolding.Of("runs", await db.Runs.LongCountAsync(run => run.ProjectId == project, ct), "run", "runs"),
            .. ProjectHolding.Of("points", points, "metric point", "metric points"),
            .. ProjectHolding.Of("traces", await db.Traces.LongCountAsync(trace => trace.ProjectId == project, ct), "trace", "traces"),
            .. ProjectHolding.Of("loggedModels", await db.LoggedModels.LongCountAsync(model => model.ProjectId == project, ct), "logged model", "logged models"),
            .. ProjectHolding.Of("files", count, $"file ({QuotaSentences.Amount(Resource.StoredBytes, size)})", $"files ({QuotaSentences.Amount(Resource.StoredBytes, size)})"),
        ];
    }

    public async Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct) =>
        await PurgeRunsAsync(db, purge.Project, ct)
        || await PurgeAsync(db.Traces.Where(trace => trace.ProjectId == purge.Project), trace => trace.Key, ct)
        || await PurgeLoggedModelsAsync(db, purge.Project, ct)
        || await PurgeAsync(db.DatasetVersions.Where(dataset => db.Experiments.Any(experiment => experiment.Key == dataset.ExperimentKey && experiment.ProjectId == purge.Project)), dataset => dataset.Key, ct)
        || await PurgeAsync(db.Experiments.Where(experiment => experiment.ProjectId == purge.Project), experiment => experiment.Key, ct)
        || await PurgeFilesAsync(db, purge, ct)
        // The trash takes no room.
        || await PurgeAsync(db.TrashedArtifacts.Where(file => file.ProjectId == purge.Project), file => file.Key, ct);

    // Their params, tags, series, points and links go with their rows.
    private static async Task<bool> PurgeRunsAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        var keys = await db.Runs.Where(run => run.ProjectId == project).OrderBy(run => run.Key).Select(run => run.Key).Take(RunsAtOnce).ToListAsync(ct);
        return keys.Count > 0 && await db.Runs.Where(run => keys.Contains(run.Key)).ExecuteDeleteAsync(ct) >= 0;
    }

    private static async Task<bool> PurgeLoggedModelsAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        var keys = await db.LoggedModels.Where(model => model.ProjectId == project).OrderBy(model => model.Key).Select(model => model.Key).Take(RowsAtOnce).ToListAsync(ct);
        await db.RunModels.Where(link => keys.Contains(link.ModelKey)).ExecuteDeleteAsync(ct);
        return keys.Count > 0 && await db.LoggedModels.Where(model => keys.Contains(model.Key)).ExecuteDeleteAsync(ct) >= 0;
    }

    // What no other project's files or versions name is given back in the same commit.
    private async Task<bool> PurgeFilesAsync(SaasDb db, ProjectPurge purge, CancellationToken ct)
    {
        await bytes.HoldAsync(db, purge.Organization, ct);
        var files = await db.Artifacts.Where(file => file.ProjectId == purge.Project).OrderBy(file => file.Key).Select(file => new { file.Key, file.Digest }).Take(RowsAtOnce).ToListAsync(ct);
        if (files.Count == 0)
        {
            return false;
        }

        var (keys, digests) = (files.ConvertAll(file => file.Key), files.ConvertAll(file => file.Digest));
        var uncounted = await bytes.UncountedAsync(db, digests, ct);
        await db.Artifacts.Where(file => keys.Contains(file.Key)).ExecuteDeleteAsync(ct);
        await bytes.BookAsync(db, purge.Organization, uncounted, await bytes.UncountedAsync(db, digests, ct), $"projects/{purge.Slug}", ct);
        return true;
    }

    /// <summary>Deletes some rows by their keys, since a DELETE with a limit isn't known to every database.</summary>
    private static async Task<bool> PurgeAsync<T>(IQueryable<T> rows, Expression<Func<T, long>> key, CancellationToken ct)
        where T : class
    {
        var keys = await rows.Select(key).Order().Take(RowsAtOnce).ToListAsync(ct);
        var isOne = Expression.Call(Expression.Constant(keys), nameof(List<long>.Contains), null, key.Body);
        return keys.Count > 0 && await rows.Where(Expression.Lambda<Func<T, bool>>(isOne, key.Parameters)).ExecuteDeleteAsync(ct) >= 0;
    }
}
