using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Overview;

/// <summary>What is going on in a project: what runs, what ended lately, what is best.</summary>
/// <param name="Running">Newest first, with their headline metrics.</param>
/// <param name="Ended">Lately ended first, with their headline metrics.</param>
/// <param name="Experiments">Those in which a run started last.</param>
/// <param name="Best">For some of these experiments.</param>
public sealed record ProjectOverview(
    RunCounts Counts, IReadOnlyList<RunDetails> Running, IReadOnlyList<RunDetails> Ended, IReadOnlyList<ActiveExperiment> Experiments, IReadOnlyList<BestRun> Best);

/// <summary>How many runs there are, without deleted ones.</summary>
/// <param name="FinishedLately">Ended well in the last 24 hours.</param>
/// <param name="FailedLately">Failed or killed in the last 24 hours.</param>
/// <param name="Experiments">How many experiments there are, without deleted ones.</param>
public sealed record RunCounts(int Total, int Running, int FinishedLately, int FailedLately, int Experiments);

/// <summary>An experiment and how much was done in it.</summary>
public sealed record ActiveExperiment(long Number, string Name, ExperimentActivity Activity);

/// <summary>The run of an experiment with the best latest value of its headline metric.</summary>
public sealed record BestRun(long Experiment, string ExperimentName, MetricGoal Goal, RunInfo Run, double Value);
