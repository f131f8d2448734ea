using System.Linq.Expressions;
using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Jobs;

/// <summary>A job that runs again and again, as its module declares it.</summary>
/// <param name="Id">The stable name, such as <c>tracking.compact-series</c>; under another name it would run twice until somebody removes the old one.</param>
/// <param name="Job">What is called, and on which of <see cref="JobQueues"/>.</param>
/// <param name="Cron">When, in UTC, as five fields.</param>
internal sealed record RecurringWork(string Id, Job Job, string Cron);

internal static class RecurringRegistration
{
    /// <summary>
    /// Declares work that runs on a schedule on one of the replicas: <c>services.AddRecurring&lt;CompactSeries&gt;("tracking.compact-series",
    /// job => job.RunAsync(CancellationToken.None), "* * * * *")</c>. Hangfire puts the job's own token in place of the one written there.
    /// </summary>
    public static void AddRecurring<TJob>(
        this IServiceCollection services, string id, Expression<Func<TJob, Task>> call, string cron, string queue = JobQueues.Sweeps)
    {
        if (services.Any(service => service.ImplementationInstance is RecurringWork other && other.Id == id))
        {
            throw new InvalidOperationException($"Two recurring jobs are called '{id}'.");
        }

        services.AddSingleton(new RecurringWork(id, Job.FromExpression(call, queue), cron));
    }
}

/// <summary>
/// Tells Hangfire what recurs, at every start. Where jobs live in memory, each runs once now as well: a restart forgot what was queued, and a
/// machine that sleeps at night never reaches a nightly schedule.
/// </summary>
internal sealed class RecurringStart(IEnumerable<RecurringWork> declared, IRecurringJobManager manager, DatabaseSettings settings) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var work in declared)
        {
            manager.AddOrUpdate(work.Id, work.Job, work.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            if (settings.Provider is DatabaseProvider.Sqlite)
            {
                manager.Trigger(work.Id);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
