using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Audit;

public sealed class AuditTests(SlipwayHost host)
{
    private const string Acme = "/api/v1/organizations/acme/audit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_lists_what_happened_newest_first_and_page_by_page()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 4);

        var first = await organization.Owner.GetAsync($"{organization.Api}/audit?limit=3").JsonAsync();
        var second = await organization.Owner.GetAsync($"{organization.Api}/audit?limit=100&before={first["next"]}").JsonAsync();

        Numbers(first).Concat(Numbers(second)).ShouldBe([7L, 6, 5, 4, 3, 2, 1]);
        second["next"].ShouldBeNull();
        second["entries"]!.AsArray()[^1]!.Text("kind").ShouldBe("organization.founded");

        static IEnumerable<long> Numbers(JsonNode page) => page["entries"]!.AsArray().Select(entry => entry!["number"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("kind=token.created", 1)]
    [InlineData("kind=token", 1)]
    [InlineData("kind=tok", 0)]
    [InlineData("kind=project", 3)]
    [InlineData("project=line-1", 1)]
    [InlineData("project=nothing", 0)]
    [InlineData("subject=projects/line-2", 1)]
    [InlineData("subject=projects", 3)]
    [InlineData("subject=projects/line", 0)]
    [InlineData("text=línea 2", 1)]
    [InlineData("text=LINE-2", 1)]
    [InlineData("text=zürich", 1)]
    [InlineData("text=newcomer", 5)]
    [InlineData("text=50%25", 0)]
    [InlineData("person=00000000-0000-0000-0000-000000000001", 0)]
    [InlineData("withoutRuns=true", 5)]
    public async Task The_log_is_filtered(string query, int found)
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 2);

        (await organization.ListAsync($"?{query}")).Count.ShouldBe(found, query);
    }

    [Fact]
    public async Task The_log_is_filtered_by_person()
    {
        var ben = await EventsAsync($"{Acme}?text=Ben%20Okafor&limit=1");
        var all = await EventsAsync($"{Acme}?person={ben[0].Text("actorId")}&limit=20");

        all.ShouldNotBeEmpty();
        all.ShouldAllBe(entry => entry.Text("actorName") == "Ben Okafor");

        async Task<List<JsonNode>> EventsAsync(string address) =>
            [.. (await host.Ada.GetAsync(address).JsonAsync())["entries"]!.AsArray().Select(entry => entry!)];
    }

    [Fact]
    public async Task The_log_is_filtered_by_time()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var (first, last) = ((await organization.ListAsync())[^1].Text("at"), (await organization.ListAsync())[0].Text("at"));

        (await organization.ListAsync($"?from={first}&to={last}")).Select(entry => entry["number"]!.GetValue<long>()).ShouldBe([3L, 2, 1]);
        (await organization.ListAsync($"?from={last}")).Count.ShouldBe(1);
        (await organization.ListAsync($"?to={first}")).ShouldBeEmpty();
        (await organization.Owner.GetAsync($"{organization.Api}/audit?from={last}&to={first}").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("ends before it begins");
    }

    [Fact]
    public async Task One_event_is_shown_with_its_data_its_hash_and_the_checkpoint_that_vouches_for_it()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        var export = await organization.ExportAsync();

        var found = await organization.Owner.GetAsync($"{organization.Api}/audit/events/4").JsonAsync();

        found["data"]!.Text("name").ShouldBe("Línea 1");
        export[3].ShouldContain(found.Text("hash"));
        found["checkpoint"]!["number"]!.GetValue<long>().ShouldBe(4);
        await organization.Owner.GetAsync($"{organization.Api}/audit/events/5").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_filtered_export_holds_what_the_filter_finds_and_is_no_whole_log()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 2);

        var export = await organization.ExportAsync("?kind=project");

        export.Length.ShouldBe(3);
        (await AuditedOrganization.VerifyAsync(string.Concat(export))).Value.IsIntact.ShouldBeFalse();
    }

    [Fact]
    public async Task What_somebody_changes_in_the_database_is_found_by_the_verification()
    {
        var organization = await AuditedOrganization.FoundAsync(host);
        (await organization.Owner.GetAsync($"{organization.Api}/audit/verification").JsonAsync())["isIntact"]!.GetValue<bool>().ShouldBeTrue();

        await InAsync(organization, async db =>
        {
            using var turn = await host.Services.GetRequiredService<WriteGate>().EnterAsync(Ct);
            await db.Events.Where(row => row.Number == 3).ExecuteUpdateAsync(set => set.SetProperty(row => row.ActorName, "Nobody"), Ct);
        });

        var verdict = await organization.Owner.GetAsync($"{organization.Api}/audit/verification").JsonAsync();
        verdict["isIntact"]!.GetValue<bool>().ShouldBeFalse();
        verdict["findings"]![0]!["line"]!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public async Task A_checkpoint_that_is_signed_while_the_log_is_verified_is_no_finding()
    {
        var organization = await AuditedOrganization.FoundAsync(host, projects: 1);
        for (var round = 0; round < 8; round++)
        {
            var name = $"Meanwhile {round}";
            await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/projects", new { name, slug = $"meanwhile-{round}" }).JsonAsync();
            var verifying = Enumerable.Range(0, 4).Select(_ => organization.Owner.GetAsync($"{organization.Api}/audit/verification", Ct).JsonAsync()).ToList();
            await organization.NumberedAsync(5 + round);
            await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/audit/checkpoints").JsonAsync();
            foreach (var verdict in await Task.WhenAll(verifying))
            {
                verdict["findings"]!.AsArray().ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task The_job_signs_where_every_chain_ends_and_what_is_signed_is_not_signed_again()
    {
        var organization = await AuditedOrganization.FoundAsync(host);
        await using var scope = host.Services.CreateAsyncScope();

        await ActivatorUtilities.CreateInstance<SignCheckpoints>(scope.ServiceProvider).RunAsync(Ct);
        string signed;
        while ((signed = await organization.CheckpointsAsync()).Length == 0)
        {
            await Task.Delay(20, Ct);
        }

        await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/audit/checkpoints").JsonAsync();
        (await organization.CheckpointsAsync()).ShouldBe(signed);
        (await AuditedOrganization.VerifyAsync(string.Concat(await organization.ExportAsync()), await organization.KeyAsync(), signed)).Value.IsIntact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events/1")]
    [InlineData("/state")]
    [InlineData("/export")]
    [InlineData("/checkpoints")]
    [InlineData("/key")]
    [InlineData("/verification")]
    public async Task The_log_is_for_administrators_and_Globex_finds_none(string path)
    {
        await host.Ada.GetAsync(Acme + path).ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.GetAsync(Acme + path).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Vera.GetAsync(Acme + path).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.GetAsync(Acme + path).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Globex_signs_nothing_of_Acme_and_reads_in_its_own_log_nothing_of_it()
    {
        await host.Gus.SendAsync(HttpMethod.Post, $"{Acme}/checkpoints").ShouldAnswerAsync(HttpStatusCode.NotFound);

        using var export = await host.Gus.GetAsync("/api/v1/organizations/globex/audit/export", Ct);
        (await export.Content.ReadAsStringAsync(Ct)).ShouldNotContain("vision");
    }

    private async Task InAsync(AuditedOrganization organization, Func<SaasDb, Task> act)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(await db.Organizations.Where(each => each.Slug == organization.Slug).Select(each => each.Id).SingleAsync(Ct));
        await act(db);
    }
}
