using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Tracking.Runs;

internal sealed record RunCreated(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.created", Address);

internal sealed record RunFinished(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.finished", Address);

internal sealed record RunFailed(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.failed", Address);

internal sealed record RunKilled(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.killed", Address);

internal sealed record RunDeleted(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.deleted", Address);

internal sealed record RunRestored(string RunId, string Name, long Experiment, string Address) : PlatformEvent("run.restored", Address);

internal sealed record ExperimentDeleted(long Experiment, string Address) : PlatformEvent("experiment.deleted", Address);

internal sealed record ExperimentRestored(long Experiment, string Address) : PlatformEvent("experiment.restored", Address);

internal static class RunSubject
{
    public static string Of(KnownProject project, string runId) => $"projects/{project.Slug}/runs/{runId}";

    public static string Of(KnownProject project, long experiment) => $"projects/{project.Slug}/experiments/{experiment}";
}
