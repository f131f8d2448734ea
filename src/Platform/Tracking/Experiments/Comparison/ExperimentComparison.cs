using System.Text.Json.Serialization;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments.Comparison;

/// <summary>Experiments side by side, in the order asked for.</summary>
/// <param name="Metrics">What runs of these experiments may be judged by, most used first.</param>
public sealed record ExperimentComparison(IReadOnlyList<ComparedExperiment> Experiments, IReadOnlyList<string> Metrics);

/// <summary>An experiment among others.</summary>
/// <param name="Goal">What it is judged by here; null when nothing says it.</param>
/// <param name="First">When its first run started, unix milliseconds.</param>
/// <param name="Last">Its newest run; null when it has none.</param>
/// <param name="LastValue">What that run has for the metric; null when it has nothing.</param>
/// <param name="Best">Null when no run has a number for the metric.</param>
public sealed record ComparedExperiment(
    ExperimentDetails Experiment, ComparedRuns Runs, MetricGoal? Goal, long? First, RunInfo? Last,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double? LastValue, BestRun? Best);

/// <summary>How many runs an experiment has, without deleted ones.</summary>
/// <param name="Failed">Failed or killed.</param>
public sealed record ComparedRuns(int Total, int Running, int Finished, int Failed);
