using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments.Comparison;

/// <summary>Puts experiments side by side: how much was tried in each, what came last, and what is best.</summary>
public sealed class ExperimentComparisonService(IDbContextFactory<SaasDb> dbs, ExperimentService experiments, RunService runs, Access access)
{
    /// <summary>The most experiments that are compared at once.</summary>
    public const int Most = 10;

    /// <summary>Compares experiments by their numbers.</summary>
    /// <param name="goal">What they are judged by; null judges each by its own primary metric, or by what the names of its metrics say.</param>
    public async Task<Result<ExperimentComparison>> CompareAsync(KnownProject project, IReadOnlyList<long> numbers, MetricGoal? goal, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        long[] wanted = [.. numbers.Distinct()];
        if (wanted.Length is 0 or > Most)
        {
            return new Invalid($"Name 1 to {Most} experiments to compare; these are {wanted.Length}.");
        }

        var counts = await CountAsync(project, wanted, ct);
        List<ComparedExperiment> compared = [];
        foreach (var number in wanted)
        {
            var experiment = await experiments.GetAsync(project, number, ct);
            if (experiment.Refusal is { } missing)
            {
                return missing;
            }

            compared.Add(await CompareAsync(project, experiment.Value, counts.GetValueOrDefault(number), goal, ct));
        }

        var keys = await runs.KeysAsync(project, wanted, ct);
        return new ExperimentComparison(compared, keys.Refusal is null ? [.. keys.Value.Metrics.Select(metric => metric.Name)] : []);
    }

    private async Task<ComparedExperiment> CompareAsync(KnownProject project, ExperimentDetails experiment, Counted? counted, MetricGoal? goal, CancellationToken ct)
    {
        var best = await BestRun.FindAsync(runs, project, experiment, goal, null, ct);
        goal ??= best?.Goal ?? experiment.PrimaryMetric;
        var newest = await runs.SearchAsync(project, new RunSearch(
            [experiment.Number], OrderBy: ["attributes.start_time DESC"], MaxResults: 1,
            Columns: new RunColumns(Params: [], Tags: [], Metrics: goal is null ? [] : [goal.Metric], Inputs: false)), ct);
        var last = newest.Refusal is null && newest.Value.Items is [var run] ? run : null;
        return new(experiment, counted?.Runs ?? new(0, 0, 0, 0), goal, counted?.First, last?.Info, last?.Metrics is [var metric] ? metric.Value : null, best);
    }

    private async Task<Dictionary<long, Counted>> CountAsync(KnownProject project, long[] numbers, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var groups = await (
            from experiment in db.Experiments
            where experiment.ProjectId == project.Id && numbers.Contains(experiment.Number)
            join run in db.Runs.Where(run => !run.Deleted) on experiment.Key equals run.ExperimentKey
            group run by new { experiment.Number, run.Status } into some
            select new { some.Key.Number, some.Key.Status, Count = some.Count(), First = some.Min(run => run.StartTime) }).ToListAsync(ct);
        return groups.GroupBy(group => group.Number).ToDictionary(each => each.Key, each =>
        {
            var by = each.ToDictionary(group => group.Status, group => group.Count);
            var failed = by.GetValueOrDefault(RunStatus.Failed) + by.GetValueOrDefault(RunStatus.Killed);
            return new Counted(new(by.Values.Sum(), by.GetValueOrDefault(RunStatus.Running), by.GetValueOrDefault(RunStatus.Finished), failed), each.Min(group => group.First));
        });
    }

    private sealed record Counted(ComparedRuns Runs, long First);
}
