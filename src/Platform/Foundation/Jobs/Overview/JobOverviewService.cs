using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Jobs.Overview;

/// <summary>Says to operators what runs in the background, and runs it now. To everybody else there is nothing.</summary>
public sealed class JobOverviewService
{
    /// <summary>How many failures are listed.</summary>
    public const int FailuresShown = 20;

    // More than all replicas have workers.
    private const int MostRunning = 1_000;

    private readonly JobStorage _storage;
    private readonly IRecurringJobManager _manager;
    private readonly Dictionary<string, RecurringWork> _declared;
    private readonly Operators _operators;
    private readonly Caller _caller;

    internal JobOverviewService(JobStorage storage, IRecurringJobManager manager, IEnumerable<RecurringWork> declared, Operators operators, Caller caller) =>
        (_storage, _manager, _declared, _operators, _caller) = (storage, manager, declared.ToDictionary(work => work.Id), operators, caller);

    /// <summary>Everything that runs by itself: how it went, and when it goes on.</summary>
    public async Task<Result<JobOverview>> GetAsync(CancellationToken ct) =>
        // The storage has no other way than to wait for its database.
        _operators.Include(_caller.Principal) ? await Task.Run(Read, ct) : Operators.Nothing;

    /// <summary>Runs recurring work now, besides its schedule.</summary>
    public async Task<Result<Done>> RunAsync(string id, CancellationToken ct)
    {
        if (!_operators.Include(_caller.Principal))
        {
            return Operators.Nothing;
        }

        if (!_declared.ContainsKey(id))
        {
            return new NotFound($"There is no recurring work called '{id}'.");
        }

        await Task.Run(() => _manager.Trigger(id), ct);
        return default(Done);
    }

    private JobOverview Read()
    {
        using var connection = _storage.GetConnection();
        var monitoring = _storage.GetMonitoringApi();
        var recurring = connection.GetRecurringJobs().Where(job => _declared.ContainsKey(job.Id)).OrderBy(job => job.Id, StringComparer.Ordinal).Select(job => Read(job, monitoring)).ToList();
        var counts = monitoring.GetStatistics();
        var failures = monitoring.FailedJobs(0, FailuresShown).Select(pair => new FailedJob(pair.Key, Words(pair.Value?.Job), pair.Value?.ExceptionMessage ?? "", Utc(pair.Value?.FailedAt)));
        return new(
            recurring,
            [.. JobQueues.All.Select(queue => new JobQueue(queue, monitoring.EnqueuedCount(queue), monitoring.ProcessingJobs(0, MostRunning).Count(pair => QueueOf(pair.Value?.Job) == queue)))],
            counts.Failed,
            [.. failures],
            counts.Scheduled,
            monitoring.Servers().Sum(server => server.WorkersCount));
    }

    private RecurringJob Read(RecurringJobDto job, IMonitoringApi monitoring)
    {
        var states = job.LastJobId is { } last ? monitoring.JobDetails(last)?.History : null;
        var took = Said(states?.FirstOrDefault(state => state.StateName == SucceededState.StateName), "PerformanceDuration") is { } text
            && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;
        // Newest first: a failure before the last success is over.
        var problem = job.Error ?? Said(states?.TakeWhile(state => state.StateName != SucceededState.StateName).FirstOrDefault(state => state.StateName == FailedState.StateName), "ExceptionMessage");
        return new(job.Id, _declared[job.Id].About, job.Cron, job.Queue, Utc(job.LastExecution), took, OutcomeOf(job.LastJobState), problem, Utc(job.NextExecution));
    }

    private static string? Said(StateHistoryDto? state, string what) => state?.Data.TryGetValue(what, out var said) is true ? said : null;

    private static JobOutcome OutcomeOf(string? state) => state switch
    {
        null or "" => JobOutcome.NotYet,
        "Succeeded" => JobOutcome.Succeeded,
        "Failed" => JobOutcome.Failed,
        "Processing" => JobOutcome.Running,
        _ => JobOutcome.Waiting,
    };

    private static string QueueOf(Job? job) => job?.Queue ?? JobQueues.Default;

    private static string Words(Job? job) => job is null ? "Work that this version doesn't know any more" : $"{job.Type.Name}.{job.Method.Name}";

    private static DateTime? Utc(DateTime? time) => time is { } known ? DateTime.SpecifyKind(known, DateTimeKind.Utc) : null;
}
