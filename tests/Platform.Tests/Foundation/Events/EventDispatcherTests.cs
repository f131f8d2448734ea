using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Events;

public sealed class EventDispatcherTests(SlipwayHost host)
{
    [Fact]
    public async Task Events_are_numbered_without_gaps_and_each_hash_holds_the_one_before()
    {
        await host.NewProjectAsync();
        await host.NewProjectAsync();

        var rows = await NumberedAsync();

        rows.Select(row => row.Number!.Value).ShouldBe(Enumerable.Range(1, rows.Count).Select(number => (long)number));
        var hash = EventHash.Beginning;
        foreach (var row in rows)
        {
            hash = EventHash.Of(hash, row, row.Number!.Value);
            row.Hash.ShouldBe(hash);
        }
    }

    private async Task<List<EventRow>> NumberedAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == "acme");
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        while (await db.Events.AnyAsync(row => row.Number == null))
        {
            await Task.Delay(20);
        }

        return await db.Events.AsNoTracking().OrderBy(row => row.Number).ToListAsync();
    }
}
