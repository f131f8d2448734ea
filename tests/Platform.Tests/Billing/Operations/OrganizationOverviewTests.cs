using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Billing.Operations;

public sealed class OrganizationOverviewTests(SlipwayHost host)
{
    private static readonly Id<User> Olga = Id<User>.New();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_reads_what_organizations_use_of_their_plans()
    {
        var founded = await Founded.NewAsync(host);
        await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "second" }).ShouldAnswerAsync(HttpStatusCode.OK);

        var found = (await ListAsync(Olga, founded.Slug.ToUpperInvariant())).Value.Items.ShouldHaveSingleItem();

        found.Slug.ShouldBe(founded.Slug);
        found.Plan.ShouldBe("Free");
        found.Uses.Single(use => use.Resource is Resource.Projects).ShouldSatisfyAllConditions(use => use.Used.ShouldBeGreaterThan(1), use => use.Limit.ShouldBe(20), use => use.Percent.ShouldBe(use.Used * 5));
        found.Uses.Single(use => use.Resource is Resource.Seats).Used.ShouldBe(1);
    }

    [Fact]
    public async Task Pages_go_on_behind_an_address_and_a_text_that_nobody_has_finds_nothing()
    {
        var founded = await Founded.NewAsync(host);

        (await ListAsync(Olga, founded.Slug, after: founded.Slug)).Value.Items.ShouldBeEmpty();
        (await ListAsync(Olga, "nobody is called that")).Value.ShouldSatisfyAllConditions(found => found.Items.ShouldBeEmpty(), found => found.Next.ShouldBeNull());
    }

    [Fact]
    public async Task To_everybody_else_there_is_nothing() => (await ListAsync(Id<User>.New(), null)).Refusal.ShouldBeOfType<NotFound>();

    private async Task<Result<OrganizationOverviews>> ListAsync(Id<User> person, string? text, string? after = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Caller>().Become(new(person, "somebody"));
        var operators = new Operators(new ConfigurationBuilder().AddInMemoryCollection([new("Slipway:Operators", Olga.ToString())]).Build());
        var service = new OrganizationOverviewService(
            services.GetRequiredService<IDbContextFactory<SaasDb>>(), operators, services.GetRequiredService<Caller>(), services.GetRequiredService<PlanLimits>(), services.GetRequiredService<TimeProvider>());
        return await service.ListAsync(text, after, Ct);
    }
}
