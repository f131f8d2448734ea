using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>What an organization uses of what its plan allows, for its owners, its admins and those who look after its bills.</summary>
public sealed class UsageService
{
    /// <summary>How many days of history are answered unless asked for otherwise.</summary>
    public const int DefaultDays = 30;

    /// <summary>The most days of history.</summary>
    public const int MostDays = 366;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly PlanLimits _limits;
    private readonly QuotaLedger _ledger;
    private readonly TimeProvider _time;

    internal UsageService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, PlanLimits limits, QuotaLedger ledger, TimeProvider time) =>
        (_dbs, _tenant, _access, _limits, _ledger, _time) = (dbs, tenant, access, limits, ledger, time);

    /// <summary>Usage as of now, each limit, and how it came to that.</summary>
    /// <param name="days">Of history: 1 to <see cref="MostDays"/>.</param>
    public async Task<Result<UsageDetails>> GetAsync(int? days, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.UsageRead, ct) is { } refusal)
        {
            return refusal;
        }

        if (days is < 1 or > MostDays)
        {
            return new Invalid($"'days' is {days}; it takes 1 to {MostDays}.");
        }

        var now = _time.GetUtcNow().UtcDateTime;
        var from = now.Date.AddDays(1 - (days ?? DefaultDays));
        var agreed = await _limits.AgreedAsync(_tenant.Id, ct);
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var used = await _ledger.UsedAsync(db, _tenant.Id, ct);
        var history = (await db.UsageDays.Where(day => day.Day >= from).OrderBy(day => day.Day).Select(day => new { day.Resource, day.Day, day.Used }).ToListAsync(ct)).ToLookup(day => day.Resource);
        return new UsageDetails(agreed.Plan.Title, agreed.Plan.For, [.. Resources.All.Select(resource => Line(resource, used.TryGetValue(resource, out var amount) ? amount : null))]);

        UsageLine Line(Resource resource, long? amount)
        {
            var past = history[resource].Where(day => day.Day < now.Date).Select(day => new UsageOfDay(DateOnly.FromDateTime(day.Day), day.Used)).ToList();
            return new(
                resource, QuotaSentences.NameOf(resource), amount, agreed.Limits.Of(resource), agreed.Overrides.ContainsKey(resource),
                amount is { } number ? UsageForecast.Of(resource, number, agreed.Limits.Of(resource), past, now) : null,
                QuotaSentences.AtTheLimit(resource), amount is { } today ? [.. past, new(DateOnly.FromDateTime(now), today)] : []);
        }
    }
}
