using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Overview;

/// <summary>What is going on in a project: what runs, what finished, what failed, what is best.</summary>
/// <param name="Running">Newest first, with their headline metrics.</param>
/// <param name="Finished">Lately ended first, with their headline metrics.</param>
/// <param name="Failed">Failed and killed ones, lately ended first, with the notes that say why.</param>
/// <param name="Experiments">Those in which a run started last.</param>
/// <param name="Best">For some of these experiments.</param>
/// <param name="Metrics">What runs of these experiments may be judged by, most used first.</param>
public sealed record ProjectOverview(
    RunCounts Counts, IReadOnlyList<RunDetails> Running, IReadOnlyList<RunDetails> Finished, IReadOnlyList<RunDetails> Failed,
    IReadOnlyList<ActiveExperiment> Experiments, IReadOnlyList<BestRun> Best, IReadOnlyList<string> Metrics);

/// <summary>How many runs there are, without deleted ones.</summary>
/// <param name="FinishedLately">Ended well in the last 24 hours.</param>
/// <param name="FailedLately">Failed or killed in the last 24 hours.</param>
/// <param name="Experiments">How many experiments there are, without deleted ones.</param>
public sealed record RunCounts(int Total, int Running, int FinishedLately, int FailedLately, int Experiments);

/// <summary>An experiment and how much was done in it.</summary>
public sealed record ActiveExperiment(long Number, string Name, ExperimentActivity Activity);
