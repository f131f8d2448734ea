using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Overview;

/// <summary>A project at a glance.</summary>
public sealed class OverviewService(IDbContextFactory<SaasDb> dbs, Database database, RunService runs, ExperimentService experiments, Access access, TimeProvider time)
{
    /// <summary>The most runs of each list, and the most experiments.</summary>
    public const int Shown = 6;

    /// <summary>The most experiments whose best run is looked for.</summary>
    public const int BestOf = 3;

    private static readonly TimeSpan Lately = TimeSpan.FromHours(24);

    /// <summary>What is going on in the project now.</summary>
    /// <param name="goal">What the best runs are judged by; null judges each experiment by its own primary metric.</param>
    public async Task<Result<ProjectOverview>> GetAsync(KnownProject project, MetricGoal? goal, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var counts = await CountAsync(db, project.Id, ct);
        var active = await ActiveAsync(db, project, ct);
        var all = db.Runs.Where(run => run.ProjectId == project.Id && !run.Deleted);
        var running = await all.Where(run => run.Status == RunStatus.Running).OrderByDescending(run => run.StartTime).Take(Shown).Select(run => run.Key).ToListAsync(ct);
        var finished = await EndedAsync(all, [RunStatus.Finished], ct);
        var failed = await EndedAsync(all, [RunStatus.Failed, RunStatus.Killed], ct);
        var read = await ReadAsync([.. running, .. finished, .. failed], ct);
        var (best, metrics) = await BestAsync(project, active, goal, ct);
        return new ProjectOverview(
            counts, [.. read.Take(running.Count)], [.. read.Skip(running.Count).Take(finished.Count)], [.. read.Skip(running.Count + finished.Count)], active, best, metrics);
    }

    private async Task<RunCounts> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct)
    {
        var since = (time.GetUtcNow() - Lately).ToUnixTimeMilliseconds();
        var runs = db.Runs.Where(run => run.ProjectId == project && !run.Deleted);
        var total = await runs.GroupBy(run => run.Status).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        var lately = await runs.Where(run => run.EndTime >= since && (run.Status == RunStatus.Finished || run.Status == RunStatus.Failed || run.Status == RunStatus.Killed))
            .GroupBy(run => run.Status).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        return new(
            total.Values.Sum(),
            total.GetValueOrDefault(RunStatus.Running),
            lately.GetValueOrDefault(RunStatus.Finished),
            lately.GetValueOrDefault(RunStatus.Failed) + lately.GetValueOrDefault(RunStatus.Killed),
            await db.Experiments.CountAsync(experiment => experiment.ProjectId == project && !experiment.Deleted, ct));
    }

    private async Task<IReadOnlyList<ActiveExperiment>> ActiveAsync(SaasDb db, KnownProject project, CancellationToken ct)
    {
        var found = await db.Experiments
            .Where(experiment => experiment.ProjectId == project.Id && !experiment.Deleted)
            .Select(experiment => new
            {
                experiment.Number,
                experiment.Name,
                Last = db.Runs.Where(run => run.ExperimentKey == experiment.Key && !run.Deleted).Max(run => (long?)run.StartTime),
            })
            .OrderByDescending(experiment => experiment.Last ?? 0).ThenByDescending(experiment => experiment.Number)
            .Take(Shown)
            .ToListAsync(ct);
        var activity = await experiments.ActivityAsync(project, [.. found.Select(experiment => experiment.Number)], ct);
        return [.. found.Select(experiment => new ActiveExperiment(experiment.Number, experiment.Name, activity.Value[experiment.Number]))];
    }

    // A status at a time, so that each is read along its index; together they would all have to be sorted.
    private static async Task<List<long>> EndedAsync(IQueryable<Run> all, RunStatus[] statuses, CancellationToken ct)
    {
        List<(long Key, long? EndTime)> ended = [];
        foreach (var status in statuses)
        {
            var some = await all.Where(run => run.Status == status && run.EndTime != null).OrderByDescending(run => run.EndTime).Take(Shown).Select(run => new { run.Key, run.EndTime }).ToListAsync(ct);
            ended.AddRange(some.Select(run => (run.Key, run.EndTime)));
        }

        return [.. ended.OrderByDescending(run => run.EndTime).Take(Shown).Select(run => run.Key)];
    }

    private async Task<IReadOnlyList<RunDetails>> ReadAsync(List<long> keys, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var logged = await LoggedKeysReader.ReadAsync(connection, database.Provider, keys, ct);
        string[] headlines = [.. logged.Metrics.Select(metric => MetricGoal.Of(metric.Name)).OfType<MetricGoal>().Select(goal => goal.Metric)];
        return await RunReader.ReadAsync(connection, database.Provider, keys, new RunColumns(Params: [], Tags: [SystemTags.Note, SystemTags.Description], Metrics: headlines, Inputs: false), ct);
    }

    private async Task<(IReadOnlyList<BestRun> Best, IReadOnlyList<string> Metrics)> BestAsync(KnownProject project, IReadOnlyList<ActiveExperiment> active, MetricGoal? goal, CancellationToken ct)
    {
        long[] numbers = [.. active.Where(experiment => experiment.Activity.Runs > 1).Take(BestOf).Select(experiment => experiment.Number)];
        List<BestRun> best = [];
        foreach (var number in numbers)
        {
            if (await experiments.GetAsync(project, number, ct) is { Refusal: null } experiment
                && await BestRun.FindAsync(runs, project, experiment.Value, goal, [], ct) is { } found)
            {
                best.Add(found);
            }
        }

        var keys = numbers.Length == 0 ? null : (Result<LoggedKeys>?)await runs.KeysAsync(project, numbers, ct);
        return (best, keys is { Refusal: null } known ? [.. known.Value.Metrics.Select(metric => metric.Name)] : []);
    }
}
