using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing.Quotas;
using Slipway.Billing.Usage;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

public sealed class UsageTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_says_of_everything_how_much_there_is_how_much_may_be_and_what_happens_then()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.Projects, 4);

        var usage = await founded.Owner.GetAsync($"{founded.Api}/usage", Ct).JsonAsync();

        usage.Text("plan").ShouldBe("Free");
        usage["resources"]!.AsArray().Count.ShouldBe(Resources.All.Count);
        var projects = Line(usage, "projects");
        (projects["used"]!.GetValue<long>(), projects["limit"]!.GetValue<long>(), projects["percent"]!.GetValue<long>(), projects["isAgreed"]!.GetValue<bool>()).ShouldBe((1, 4, 25, true));
        projects.Text("atTheLimit").ShouldStartWith("No other project can be started.");
        Line(usage, "seats")["used"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task Only_who_looks_after_the_organization_or_its_bills_sees_usage_and_no_neighbour()
    {
        const string Usage = $"{AcmePeople.Address}/usage";
        await host.Ada.GetAsync(Usage, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await (await host.JoinAcmeAsync(OrganizationRole.Billing)).Http.GetAsync(Usage, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.GetAsync(Usage, Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Vera.GetAsync(Usage, Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync(Usage, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Days_are_rolled_up_once_and_missed_ones_are_made_up_for()
    {
        var founded = await Founded.NewAsync(host);
        await RollUpAsync(founded, days: 0);
        await RollUpAsync(founded, days: 0);
        await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "second" }).JsonAsync();

        await RollUpAsync(founded, days: 3);
        await RollUpAsync(founded, days: 3);

        var days = await founded.InAsync((db, _) => db.UsageDays.Where(day => day.Resource == Resource.Projects).OrderBy(day => day.Day).Select(day => day.Used).ToListAsync());
        days.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public async Task Admins_are_told_once_when_a_limit_comes_near_and_once_when_it_is_reached()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.Projects, 5);
        for (var i = 2; i <= 4; i++)
        {
            await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = $"p{i}" }).JsonAsync();
        }

        await RollUpAsync(founded);
        await RollUpAsync(founded);
        (await WarnedAsync(founded)).ShouldBe(["80"]);
        await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "p5" }).JsonAsync();
        await RollUpAsync(founded);
        await RollUpAsync(founded);
        (await WarnedAsync(founded)).ShouldBe(["80", "100"]);

        // Below the limit and up to it again is another crossing.
        await founded.LimitAsync(Resource.Projects, 50);
        await RollUpAsync(founded);
        await founded.LimitAsync(Resource.Projects, 5);
        await RollUpAsync(founded);
        (await WarnedAsync(founded)).ShouldBe(["80", "100", "100"]);
    }

    [Fact]
    public async Task What_was_written_past_the_ledger_is_found_and_corrected_with_its_reason()
    {
        var founded = await Founded.NewAsync(host);
        await founded.InAsync(async (db, id) =>
        {
            db.Projects.Add(Project.Start(id, "hidden", "Hidden", "", Visibility.Private, DateTime.UnixEpoch));
            return await db.SaveChangesAsync();
        });

        (await InScopeAsync<ReconcileOrganization, int>(founded, (job, id) => job.RunAsync(id, Ct))).ShouldBe(1);
        (await InScopeAsync<ReconcileOrganization, int>(founded, (job, id) => job.RunAsync(id, Ct))).ShouldBe(0);

        (await founded.BooksAsync(Resource.Projects)).ShouldBe((2, 2, 2));
        (await founded.InAsync((db, id) => db.QuotaEntries.Where(entry => entry.OrganizationId == id && entry.Resource == Resource.Projects).OrderByDescending(entry => entry.Key).Select(entry => entry.Reason).FirstAsync()))
            .ShouldBe("correction: 2 were counted, 1 were booked");
    }

    [Theory]
    [InlineData(10, 100, 20, "2026-03-27")]
    [InlineData(20, 100, 20, null)]
    [InlineData(10, 5, 20, null)]
    [InlineData(10, null, 20, null)]
    public void The_forecast_goes_on_at_the_pace_of_the_last_weeks(long before, int? limit, long used, string? reached)
    {
        var now = new DateTime(2026, 3, 11, 0, 0, 0, DateTimeKind.Utc);
        UsageOfDay[] history = [new(new(2026, 3, 8), before)];

        // Two days, 10 more in them: 80 more take 16 days.
        var day = UsageForecast.Of(Resource.Seats, used, limit, history, now);

        day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(reached);
    }

    [Fact]
    public void Points_of_a_month_are_forecast_within_the_month()
    {
        var now = new DateTime(2026, 3, 11, 0, 0, 0, DateTimeKind.Utc);

        UsageForecast.Of(Resource.MetricPoints, 500, 1_000, [], now).ShouldBe(new DateTime(2026, 3, 21, 0, 0, 0, DateTimeKind.Utc));
        UsageForecast.Of(Resource.MetricPoints, 100, 1_000, [], now).ShouldBeNull();
    }

    private static JsonNode Line(JsonNode usage, string resource) => usage["resources"]!.AsArray().Single(line => line!.Text("resource") == resource)!;

    private static Task<List<string>> WarnedAsync(Founded founded) => founded.InAsync(async (db, _) =>
        (await db.Events.Where(row => row.Kind == "usage.warned" && row.Data.Contains("\"projects\"")).OrderBy(row => row.Key).Select(row => row.Data).ToListAsync()).ConvertAll(data => JsonNode.Parse(data)!["level"]!.ToString()));

    private async Task RollUpAsync(Founded founded, int days = 0) => await InScopeAsync<QuotaLedger, bool>(founded, async (ledger, id) =>
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(id);
        var job = new RollUpOrganization(
            scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>(), ledger, scope.ServiceProvider.GetRequiredService<IQuotaLimits>(), new Later(TimeSpan.FromDays(days)));
        await job.RunAsync(id, Ct);
        return true;
    });

    private async Task<T> InScopeAsync<TJob, T>(Founded founded, Func<TJob, Id<Organization>, Task<T>> act)
        where TJob : notnull
    {
        var id = await founded.InAsync((_, id) => Task.FromResult(id));
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(id);
        return await act(ActivatorUtilities.GetServiceOrCreateInstance<TJob>(scope.ServiceProvider), id);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
