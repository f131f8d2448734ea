using System.Linq.Expressions;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Jobs;

/// <summary>A job that runs again and again, as its module declares it.</summary>
/// <param name="Id">The stable name, such as <c>tracking.compact-series</c>; under another name it would run twice until somebody removes the old one.</param>
/// <param name="About">What it is there for, as a sentence that operators read.</param>
/// <param name="Register">Tells Hangfire what to call, when and on which queue.</param>
internal sealed record RecurringWork(string Id, string About, Action<IRecurringJobManager> Register);

/// <summary>How sweeps begin after a start: all of them at once would take the cores from whoever opens the first page.</summary>
/// <param name="Settled">How long after the start the first one begins.</param>
/// <param name="Between">How long after it the next one does.</param>
internal sealed record RecurringPace(TimeSpan Settled, TimeSpan Between)
{
    public static readonly RecurringPace Calm = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(500));

    /// <summary>All at once, where nobody waits for a page.</summary>
    public static readonly RecurringPace Hasty = new(TimeSpan.Zero, TimeSpan.Zero);
}

internal static class RecurringRegistration
{
    /// <summary>
    /// Declares work that runs on a schedule on one of the replicas: <c>services.AddRecurring&lt;CompactSeries&gt;("tracking.compact-series", "Packs points.",
    /// job => job.RunAsync(CancellationToken.None), "* * * * *")</c>. <paramref name="cron"/> has five fields, in UTC; <paramref name="queue"/>
    /// is one of <see cref="JobQueues"/>. Hangfire puts the job's own token in place of the one written there.
    /// </summary>
    public static void AddRecurring<TJob>(
        this IServiceCollection services, string id, string about, Expression<Func<TJob, Task>> call, string cron, string queue = JobQueues.Sweeps)
    {
        if (services.Any(service => service.ImplementationInstance is RecurringWork other && other.Id == id))
        {
            throw new InvalidOperationException($"Two recurring jobs are called '{id}'.");
        }

        // The queue is said twice: without the obsolete option, its default is where the first attempt goes, and retries go where the call says.
#pragma warning disable CS0618
        var options = new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc, QueueName = queue };
#pragma warning restore CS0618
        services.AddSingleton(new RecurringWork(id, about, manager => manager.AddOrUpdate(id, queue, call, cron, options)));
    }
}

/// <summary>
/// Tells Hangfire what recurs, at every start. Where jobs live in memory, each runs once as well: a restart forgot what was queued, and a
/// machine that sleeps at night never reaches a nightly schedule.
/// </summary>
internal sealed class RecurringStart(IEnumerable<RecurringWork> declared, IRecurringJobManager manager, DatabaseSettings settings, RecurringPace pace) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var work in declared)
        {
            work.Register(manager);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Provider is not DatabaseProvider.Sqlite)
        {
            return;
        }

        await Task.Delay(pace.Settled, stoppingToken);
        foreach (var work in declared)
        {
            manager.Trigger(work.Id);
            await Task.Delay(pace.Between, stoppingToken);
        }
    }
}
