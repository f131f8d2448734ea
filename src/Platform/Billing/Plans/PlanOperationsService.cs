using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Plans;

/// <summary>What an organization may have.</summary>
/// <param name="Limits">The most of each resource; null where there is no limit.</param>
/// <param name="Agreed">Those that aren't the plan's own.</param>
public sealed record AgreedLimits(string Organization, PlanName Plan, IReadOnlyDictionary<Resource, long?> Limits, IReadOnlyCollection<Resource> Agreed);

/// <summary>What whoever runs the server agrees on with organizations. Only the server's own command line leads here.</summary>
public sealed class PlanOperationsService
{
    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly PlanLimits _limits;
    private readonly TimeProvider _time;

    internal PlanOperationsService(IDbContextFactory<SaasDb> dbs, Tenant tenant, PlanLimits limits, TimeProvider time) => (_dbs, _tenant, _limits, _time) = (dbs, tenant, limits, time);

    /// <summary>What an organization may have as of now.</summary>
    /// <param name="organization">Its address.</param>
    public Task<Result<AgreedLimits>> GetAsync(string organization, CancellationToken ct) =>
        ChangeAsync(organization, (_, _) => Task.FromResult<Refusal?>(null), ct);

    /// <summary>Gives an organization another plan. What it has stays, also where it is more than the plan allows: only new things are refused then.</summary>
    public Task<Result<AgreedLimits>> SetPlanAsync(string organization, PlanName plan, CancellationToken ct) =>
        ChangeAsync(organization, async (db, now) =>
        {
            if (await db.OrganizationPlans.SingleOrDefaultAsync(ct) is not { } chosen)
            {
                db.OrganizationPlans.Add(OrganizationPlan.Begin(_tenant.Id, plan, now));
            }
            else if (chosen.Plan == plan)
            {
                return null;
            }
            else
            {
                chosen.SwitchTo(plan, now);
            }

            db.Record(new PlanChanged(Plan.Of(plan).Title), _tenant.Id, null, null, now);
            return null;
        }, ct);

    /// <summary>Agrees on a limit in place of the plan's.</summary>
    /// <param name="most">Null for none.</param>
    /// <param name="reason">Why; it is kept and told in the organization's audit log.</param>
    public Task<Result<AgreedLimits>> SetLimitAsync(string organization, Resource resource, long? most, string reason, CancellationToken ct) =>
        ChangeAsync(organization, async (db, now) =>
        {
            if (most < 0 || reason.Length > LimitOverride.ReasonLimit)
            {
                return new Invalid(most < 0 ? "A limit is 0 or more." : $"The reason is longer than {LimitOverride.ReasonLimit} characters. Shorten it.");
            }

            if (await db.LimitOverrides.SingleOrDefaultAsync(limit => limit.Resource == resource, ct) is { } agreed)
            {
                agreed.Become(most, reason, now);
            }
            else
            {
                db.LimitOverrides.Add(LimitOverride.Agree(_tenant.Id, resource, most, reason, now));
            }

            db.Record(new LimitAgreed(resource, most, most is { } number ? QuotaSentences.Amount(resource, number) : "no limit", reason), _tenant.Id, null, null, now);
            return null;
        }, ct);

    /// <summary>Goes back to the plan's own limit. One that is the plan's already stays so.</summary>
    public Task<Result<AgreedLimits>> ClearLimitAsync(string organization, Resource resource, CancellationToken ct) =>
        ChangeAsync(organization, async (db, now) =>
        {
            if (await db.LimitOverrides.SingleOrDefaultAsync(limit => limit.Resource == resource, ct) is { } agreed)
            {
                db.LimitOverrides.Remove(agreed);
                db.Record(new LimitCleared(resource), _tenant.Id, null, null, now);
            }

            return null;
        }, ct);

    private async Task<Result<AgreedLimits>> ChangeAsync(string organization, Func<SaasDb, DateTime, Task<Refusal?>> change, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await db.Organizations.Where(each => each.Slug == organization).Select(each => (Id<Organization>?)each.Id).SingleOrDefaultAsync(ct) is not { } id)
        {
            return new NotFound($"There is no organization with the address '{organization}'.");
        }

        _tenant.Enter(id);
        if (await change(db, _time.GetUtcNow().UtcDateTime) is { } refusal)
        {
            return refusal;
        }

        await db.SaveChangesAsync(ct);
        var agreed = await _limits.AgreedAsync(id, ct);
        return new AgreedLimits(organization, agreed.Plan.Name, agreed.Limits.Most, agreed.Overrides.Keys);
    }
}

internal sealed record PlanChanged(string Plan) : PlatformEvent("plan.changed", "usage");

internal sealed record LimitAgreed(Resource Resource, long? Most, string Words, string Reason) : PlatformEvent("plan.limit_agreed", "usage");

internal sealed record LimitCleared(Resource Resource) : PlatformEvent("plan.limit_cleared", "usage");
