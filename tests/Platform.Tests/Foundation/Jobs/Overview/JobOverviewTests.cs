using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Jobs.Overview;

public sealed class JobOverviewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_sees_how_work_went_and_runs_it_now()
    {
        await using var world = await JobWorld.StartAsync();
        var sweep = await UntilAsync(world, job => job.Outcome is JobOutcome.Succeeded);
        var before = sweep.LastRun;

        (await AsAsync(world, JobWorld.Olga, service => service.RunAsync("test.sweep", Ct))).Refusal.ShouldBeNull();
        var again = await UntilAsync(world, job => job.Outcome is JobOutcome.Succeeded && job.LastRun > before);

        (again.Id, again.About, again.Schedule, again.Queue, again.Problem).ShouldBe(("test.sweep", "Sweeps.", "0 3 * * *", JobQueues.Sweeps, null));
        again.Took.ShouldNotBeNull();
        again.NextRun.ShouldNotBeNull().Hour.ShouldBe(3);
    }

    [Fact]
    public async Task What_fails_says_why_and_the_queues_are_counted()
    {
        await using var world = await JobWorld.StartAsync();
        var job = world.Jobs.Enqueue<Blind>(blind => blind.See());
        (await world.TriedAsync(job)).Name.ShouldBe("Failed");

        var overview = (await AsAsync(world, JobWorld.Olga, service => service.GetAsync(Ct))).Value;

        overview.Failed.ShouldBe(1);
        overview.Failures.ShouldHaveSingleItem().ShouldSatisfyAllConditions(failure => failure.Id.ShouldBe(job), failure => failure.Work.ShouldBe("Blind.See"), failure => failure.Problem.ShouldBe("Blind: it is too dark."));
        overview.Queues.Select(queue => queue.Name).ShouldBe(JobQueues.All);
        overview.Workers.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task To_everybody_else_there_is_nothing_and_nothing_is_run()
    {
        await using var world = await JobWorld.StartAsync();

        (await AsAsync(world, Id<User>.New(), service => service.GetAsync(Ct))).Refusal.ShouldBeOfType<NotFound>();
        (await AsAsync(world, Id<User>.New(), service => service.RunAsync("test.sweep", Ct))).Refusal.ShouldBeOfType<NotFound>();
        (await AsAsync(world, JobWorld.Olga, service => service.RunAsync("test.unknown", Ct))).Refusal.ShouldBeOfType<NotFound>().Message.ShouldContain("test.unknown");
    }

    public sealed class Blind
    {
        [AutomaticRetry(Attempts = 0)]
        public void See() => throw new InvalidOperationException($"{nameof(Blind)}: it is too dark.");
    }

    private static async Task<RecurringJob> UntilAsync(JobWorld world, Predicate<RecurringJob> wanted)
    {
        while (true)
        {
            if ((await AsAsync(world, JobWorld.Olga, service => service.GetAsync(Ct))).Value.Recurring.Single() is var job && wanted(job))
            {
                return job;
            }

            await Task.Delay(20, Ct);
        }
    }

    private static async Task<T> AsAsync<T>(JobWorld world, Id<User> person, Func<JobOverviewService, Task<T>> ask)
    {
        await using var scope = world.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Become(new(person, "somebody"));
        return await ask(scope.ServiceProvider.GetRequiredService<JobOverviewService>());
    }
}
