using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Operations;

/// <summary>Lists to operators which organizations there are and what they use. To everybody else there is nothing.</summary>
public sealed class OrganizationOverviewService
{
    /// <summary>How many organizations are on a page.</summary>
    public const int PageSize = 50;

    private const int TextLimit = 80;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Operators _operators;
    private readonly Caller _caller;
    private readonly PlanLimits _limits;
    private readonly TimeProvider _time;

    internal OrganizationOverviewService(IDbContextFactory<SaasDb> dbs, Operators operators, Caller caller, PlanLimits limits, TimeProvider time) =>
        (_dbs, _operators, _caller, _limits, _time) = (dbs, operators, caller, limits, time);

    /// <summary>Organizations whose address or name has a piece of text in it; capitals or not.</summary>
    /// <param name="text">Null or empty for all.</param>
    /// <param name="after">Where the page begins, as the page before it said; null for the first.</param>
    public async Task<Result<OrganizationOverviews>> ListAsync(string? text, string? after, CancellationToken ct)
    {
        if (!_operators.Include(_caller.Principal))
        {
            return Operators.Nothing;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var all = db.Organizations.AsNoTracking().Where(organization => after == null || organization.Slug.CompareTo(after) > 0);
        if (text?.Trim() is { Length: > 0 and <= TextLimit } asked)
        {
            var lower = asked.ToLowerInvariant();
            // Not run here but translated: the database's LOWER knows no culture, and EF has no other way to say it.
#pragma warning disable CA1304, CA1311, CA1862
            all = all.Where(organization => organization.Slug.Contains(lower) || organization.Name.ToLower().Contains(lower));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var found = await all.OrderBy(organization => organization.Slug).Take(PageSize + 1)
            .Select(organization => new
            {
                organization.Id,
                organization.Slug,
                organization.Name,
                organization.CreatedAt,
                Last = db.Events.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.OrganizationId == organization.Id && row.Number != null).OrderByDescending(row => row.Number).Select(row => (DateTime?)row.At).FirstOrDefault(),
            }).ToListAsync(ct);
        var shown = found.Take(PageSize).ToList();
        var ids = shown.ConvertAll(organization => organization.Id);
        var month = Resources.PeriodOf(Resource.MetricPoints, _time.GetUtcNow().UtcDateTime);
        var balances = (await db.QuotaBalances.AsNoTracking().Where(balance => ids.Contains(balance.OrganizationId) && (balance.Period == 0 || balance.Period == month)).ToListAsync(ct))
            .ToDictionary(balance => (balance.OrganizationId, balance.Resource), balance => balance.Used);
        var plans = await _limits.ReadAsync(db, ids, ct);
        return new OrganizationOverviews(
            shown.ConvertAll(organization => new OrganizationOverview(
                organization.Slug, organization.Name, plans[organization.Id].Plan.Title, organization.CreatedAt, organization.Last,
                [.. Resources.Booked.Select(resource => new ResourceUse(resource, balances.GetValueOrDefault((organization.Id, resource)), plans[organization.Id].Limits.Of(resource)))])),
            found.Count > PageSize ? shown[^1].Slug : null);
    }
}
