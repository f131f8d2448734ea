using Slipway.Foundation.Events;

namespace Slipway.Tracking.Runs;

internal sealed record RunCreated(string Project, string RunId, string Name, long Experiment) : PlatformEvent("run.created", RunSubject.Of(Project, RunId));

// By hand: a person ended it in the browser, and not the program that trains.
internal sealed record RunFinished(string Project, string RunId, string Name, long Experiment, bool ByHand) : PlatformEvent("run.finished", RunSubject.Of(Project, RunId));

internal sealed record RunFailed(string Project, string RunId, string Name, long Experiment, bool ByHand) : PlatformEvent("run.failed", RunSubject.Of(Project, RunId));

internal sealed record RunKilled(string Project, string RunId, string Name, long Experiment, bool ByHand) : PlatformEvent("run.killed", RunSubject.Of(Project, RunId));

internal sealed record RunDeleted(string Project, string RunId, string Name, long Experiment) : PlatformEvent("run.deleted", RunSubject.Of(Project, RunId));

internal sealed record RunRestored(string Project, string RunId, string Name, long Experiment) : PlatformEvent("run.restored", RunSubject.Of(Project, RunId));

internal sealed record ExperimentDeleted(string Project, long Experiment) : PlatformEvent("experiment.deleted", RunSubject.Of(Project, Experiment));

internal sealed record ExperimentRestored(string Project, long Experiment) : PlatformEvent("experiment.restored", RunSubject.Of(Project, Experiment));

internal static class RunSubject
{
    public static string Of(string project, string runId) => $"projects/{project}/runs/{runId}";

    public static string Of(string project, long experiment) => $"projects/{project}/experiments/{experiment}";
}
