using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments;

/// <summary>The run of an experiment with the best latest value of a metric.</summary>
/// <param name="Goal">The metric, and which of its values is the better one.</param>
/// <param name="Params">What the run was made of.</param>
public sealed record BestRun(long Experiment, string ExperimentName, MetricGoal Goal, RunInfo Run, double Value, IReadOnlyList<KeyValue> Params)
{
    /// <summary>The best run of an experiment; null when no run has a number for the metric, or nothing says which metric counts.</summary>
    /// <param name="goal">What to judge by; null takes the experiment's primary metric, or else what the names of its metrics say.</param>
    /// <param name="columns">How much of its params is read; null reads all.</param>
    internal static async Task<BestRun?> FindAsync(RunService runs, KnownProject project, ExperimentDetails experiment, MetricGoal? goal, IReadOnlyList<string>? columns, CancellationToken ct)
    {
        goal ??= experiment.PrimaryMetric ?? await HeadlineAsync(runs, project, experiment.Number, ct);
        if (goal is null || goal.Metric.Contains('`', StringComparison.Ordinal))
        {
            return null;
        }

        var first = await runs.SearchAsync(project, new RunSearch(
            [experiment.Number],
            OrderBy: [$"metrics.`{goal.Metric}` {(goal.LowerIsBetter ? "ASC" : "DESC")}"],
            MaxResults: 1,
            Columns: new RunColumns(Params: columns, Tags: [], Metrics: [goal.Metric], Inputs: false)), ct);
        return first.Refusal is null && first.Value.Items is [{ Metrics: [var metric] } run] && !double.IsNaN(metric.Value)
            ? new(experiment.Number, experiment.Name, goal, run.Info, metric.Value, run.Params)
            : null;
    }

    private static async Task<MetricGoal?> HeadlineAsync(RunService runs, KnownProject project, long number, CancellationToken ct) =>
        await runs.KeysAsync(project, [number], ct) is { Refusal: null } keys ? MetricGoal.Headline(keys.Value.Metrics.Select(metric => metric.Name)) : null;
}
