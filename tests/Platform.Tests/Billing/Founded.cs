using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Plans;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Operators;
using Slipway.World;

namespace Slipway.Billing;

/// <summary>An organization of one test's own, with one owner and one project, on the plan Free.</summary>
internal sealed class Founded
{
    private readonly SlipwayHost _host;

    private Founded(SlipwayHost host, string slug, string email, string token) => (_host, Slug, Email, Token, Owner) = (host, slug, email, token, host.With(token));

    public string Slug { get; }

    public string Email { get; }

    public string Token { get; }

    public HttpClient Owner { get; }

    /// <summary>Its address on our own API.</summary>
    public string Api => $"/api/v1/organizations/{Slug}";

    /// <summary>The tracking path of its project.</summary>
    public string Project => $"/{Slug}/first";

    public static async Task<Founded> NewAsync(SlipwayHost host)
    {
        var slug = $"org-{Guid.CreateVersion7().ToString("n")[^12..]}";
        var email = $"owner@{slug}.example";
        await using var scope = host.Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<OperatorService>().CreateTokenAsync(slug, "first", "tests", email, CancellationToken.None);
        return new(host, slug, email, made.Value.Secret);
    }

    /// <summary>What the operator does for it.</summary>
    public async Task<AgreedLimits> OperateAsync(Func<PlanOperationsService, Task<Foundation.Results.Result<AgreedLimits>>> act)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return (await act(scope.ServiceProvider.GetRequiredService<PlanOperationsService>())).Value;
    }

    public Task<AgreedLimits> LimitAsync(Resource resource, long? most) => OperateAsync(plans => plans.SetLimitAsync(Slug, resource, most, "a test", CancellationToken.None));

    /// <summary>What the balance says, what the entries add up to, and how many entries there are.</summary>
    public Task<(long Balance, long Entries, int Count)> BooksAsync(Resource resource) => InAsync(async (db, id) =>
    {
        var entries = await db.QuotaEntries.Where(entry => entry.OrganizationId == id && entry.Resource == resource).OrderBy(entry => entry.Key).Select(entry => new { entry.Amount, entry.Used }).ToListAsync();
        return (await db.QuotaBalances.Where(balance => balance.OrganizationId == id && balance.Resource == resource).Select(balance => balance.Used).SingleOrDefaultAsync(), entries.Sum(entry => entry.Amount), entries.Count);
    });

    public async Task<T> InAsync<T>(Func<SaasDb, Id<Organization>, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var id = await db.Organizations.Where(each => each.Slug == Slug).Select(each => each.Id).SingleAsync();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(id);
        return await read(db, id);
    }
}
