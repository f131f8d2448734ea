using System.Net;
using Hangfire;
using Hangfire.Storage;
using Npgsql;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Jobs;

public sealed class JobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_runs_for_the_organization_that_its_first_argument_names()
    {
        await using var world = await JobWorld.StartAsync();
        var acme = Id<Organization>.New();
        var globex = Id<Organization>.New();
        await world.TriedAsync(world.Jobs.Enqueue<Greet>(greet => greet.InOrganizationAsync(acme, "hello")));
        await world.TriedAsync(world.Jobs.Enqueue<Greet>(JobQueues.Attended, greet => greet.InOrganizationAsync(globex, "hello")));

        world.Seen.Said.ShouldContain($"hello True {acme}");
        world.Seen.Said.ShouldContain($"hello True {globex}");
    }

    [Fact]
    public async Task A_job_that_reads_the_tenant_without_naming_one_fails_visibly_and_is_tried_again()
    {
        await using var world = await JobWorld.StartAsync();
        var job = world.Jobs.Enqueue<Greet>(greet => greet.NowhereAsync("hello"));

        (await world.TriedAsync(job)).Name.ShouldBe("Scheduled");
        var failure = world.Storage.GetMonitoringApi().JobDetails(job).History.Single(state => state.StateName == "Failed");
        failure.Data["ExceptionMessage"].ShouldBe("No organization was entered in this scope.");
        world.Seen.Said.ShouldNotContain(words => words.StartsWith("hello"));
    }

    [Fact]
    public async Task Recurring_work_is_registered_under_its_name_in_its_queue_and_in_UTC()
    {
        await using var world = await JobWorld.StartAsync();
        using var storage = world.Storage.GetConnection();
        var sweep = storage.GetRecurringJobs().ShouldHaveSingleItem();
        (sweep.Id, sweep.Cron, sweep.TimeZoneId).ShouldBe(("test.sweep", "0 3 * * *", "UTC"));
        var enqueued = world.Storage.GetMonitoringApi().JobDetails(new RecurringJobManager(world.Storage).TriggerJob(sweep.Id)).History.Single(state => state.StateName == "Enqueued");
        enqueued.Data["Queue"].ShouldBe(JobQueues.Sweeps);
    }

    [Fact]
    public async Task Where_jobs_live_in_memory_recurring_work_runs_once_soon_after_the_start()
    {
        await using var world = await JobWorld.StartAsync();
        (await JobWorld.UntilAsync(() => world.Seen.Said.FirstOrDefault())).ShouldBe("swept False False");
    }

    [Fact]
    public void Two_recurring_jobs_of_one_name_are_a_bug()
    {
        var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection();
        services.AddRecurring<Sweep>("test.sweep", "Sweeps.", sweep => sweep.RunAsync(CancellationToken.None), Cron.Daily());
        Should.Throw<InvalidOperationException>(() => services.AddRecurring<Sweep>("test.sweep", "Sweeps.", sweep => sweep.RunAsync(CancellationToken.None), Cron.Hourly()));
    }

    [Fact]
    public async Task The_dashboard_is_there_for_operators_alone_and_not_for_their_tokens()
    {
        await using var world = await JobWorld.StartAsync();
        (await AskAsync(world, null)).ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(world, Id<User>.New())).ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(world, JobWorld.Olga, token: true)).ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(world, JobWorld.Olga)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(world, JobWorld.Olga, path: "/recurring")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(world, JobWorld.Olga, path: "/no-such-page")).ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(world, null, path: "/recurring")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task On_PostgreSQL_jobs_have_a_schema_of_their_own_and_outlive_the_process()
    {
        var server = Parts.PostgreSql;
        var name = $"jobs_{Guid.NewGuid():n}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        var connection = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        try
        {
            var acme = Id<Organization>.New();
            string later;
            await using (var world = await JobWorld.StartAsync(DatabaseProvider.PostgreSql, connection))
            {
                await world.TriedAsync(world.Jobs.Enqueue<Greet>(greet => greet.InOrganizationAsync(acme, "hello")));
                world.Seen.Said.ShouldBe([$"hello True {acme}"]);
                later = world.Jobs.Schedule<Greet>(greet => greet.InOrganizationAsync(acme, "again"), TimeSpan.FromHours(1));
            }

            await using (var world = await JobWorld.StartAsync(DatabaseProvider.PostgreSql, connection))
            {
                world.Jobs.Requeue(later).ShouldBeTrue();
                (await world.TriedAsync(later)).Name.ShouldBe("Succeeded");
                world.Seen.Said.ShouldBe([$"again True {acme}"]);
            }

            (await ExecuteAsync(connection, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'jobs' AND table_name = 'job'")).ShouldBe(1L);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(server, $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private static async Task<HttpStatusCode> AskAsync(JobWorld world, Id<User>? person, bool token = false, string path = "")
    {
        using var http = new HttpClient();
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Address, JobRegistration.DashboardPath + path));
        question.Headers.Add("X-Person", person?.ToString() ?? "");
        if (token)
        {
            question.Headers.Add("X-Token", "");
        }

        using var answer = await http.SendAsync(question, Ct);
        return answer.StatusCode;
    }

    private static async Task<object?> ExecuteAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync(Ct);
        await using var command = opened.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Ct);
    }
}
