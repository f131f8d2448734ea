namespace Slipway.Foundation.Jobs.Overview;

/// <summary>Where work stands.</summary>
public enum JobOutcome
{
    /// <summary>It hasn't run since it is known.</summary>
    NotYet,

    /// <summary>It waits for its turn, or to be tried again.</summary>
    Waiting,
    Running,
    Succeeded,

    /// <summary>It failed as often as it is tried.</summary>
    Failed,
}

/// <summary>Work that runs on a schedule.</summary>
/// <param name="Id">The stable name, such as <c>identity.send-mails</c>.</param>
/// <param name="About">What it is there for, as a sentence.</param>
/// <param name="Schedule">Five fields as cron has them, in UTC.</param>
/// <param name="LastRun">In UTC; null when it hasn't run.</param>
/// <param name="Took">How long the last run took; null while it isn't over, and when that wasn't kept.</param>
/// <param name="Problem">What went wrong the last time; null when nothing did.</param>
/// <param name="NextRun">In UTC.</param>
public sealed record RecurringJob(string Id, string About, string Schedule, string Queue, DateTime? LastRun, TimeSpan? Took, JobOutcome Outcome, string? Problem, DateTime? NextRun);

/// <summary>A queue of work.</summary>
/// <param name="Waiting">How many jobs wait in it.</param>
/// <param name="Running">How many of it are being worked on.</param>
public sealed record JobQueue(string Name, long Waiting, long Running);

/// <summary>A job that failed as often as it is tried; it waits on the dashboard to be looked at.</summary>
public sealed record FailedJob(string Id, string Work, string Problem, DateTime? At);

/// <summary>What runs in the background.</summary>
/// <param name="Queues">In the order in which workers look into them.</param>
/// <param name="Failed">How many jobs failed as often as they are tried.</param>
/// <param name="Failures">The latest of them.</param>
/// <param name="Scheduled">How many wait for a time, such as that of their next attempt.</param>
/// <param name="Workers">How many jobs can run at once, over all replicas.</param>
public sealed record JobOverview(IReadOnlyList<RecurringJob> Recurring, IReadOnlyList<JobQueue> Queues, long Failed, IReadOnlyList<FailedJob> Failures, long Scheduled, int Workers);
