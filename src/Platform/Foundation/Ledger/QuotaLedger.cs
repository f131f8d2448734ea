using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Ledger;

/// <summary>
/// Books what organizations use, in the transaction of the act that uses it: what doesn't fit is refused, and what isn't committed was never taken.
/// One conditional update decides, so however many ask at once, the limit holds.
/// </summary>
public sealed class QuotaLedger
{
    private readonly IQuotaLimits _limits;
    private readonly IEnumerable<QuotaMeasure> _measures;
    private readonly TimeProvider _time;

    public QuotaLedger(IQuotaLimits limits, IEnumerable<QuotaMeasure> measures, TimeProvider time) => (_limits, _measures, _time) = (limits, measures, time);

    /// <summary>
    /// Takes so much of a resource, or says why it doesn't fit. Within a transaction, and before what it is for is saved: a balance that isn't there yet
    /// begins with what is there.
    /// </summary>
    /// <param name="reason">What it is for, such as <c>projects/vision</c>.</param>
    internal async Task<QuotaExceeded?> TakeAsync(SaasDb db, Id<Organization> organization, Resource resource, long amount, string reason, CancellationToken ct)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var limits = await _limits.ReadAsync(db, organization, ct);
        var most = limits.Of(resource) is { } limit ? limit - amount : long.MaxValue;
        var balance = Balance(db, organization, resource, now);
        if (await TakeAsync(balance, most, amount, ct) == 0 && (!await OpenAsync(db, balance, organization, resource, now, ct) || await TakeAsync(balance, most, amount, ct) == 0))
        {
            return QuotaSentences.Exceeded(limits, resource, await balance.Select(b => b.Used).SingleAsync(ct), amount, now);
        }

        await BookAsync(db, balance, organization, resource, amount, reason, now, ct);
        return null;
    }

    /// <summary>Gives back what was taken, when what it was for is deleted. Within its transaction, and before the deletion is saved.</summary>
    internal async Task CreditAsync(SaasDb db, Id<Organization> organization, Resource resource, long amount, string reason, CancellationToken ct)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var balance = Balance(db, organization, resource, now);
        if (await CreditAsync(balance, amount, ct) == 0)
        {
            await OpenAsync(db, balance, organization, resource, now, ct);
            await CreditAsync(balance, amount, ct);
        }

        await BookAsync(db, balance, organization, resource, -amount, reason, now, ct);
    }

    /// <summary>Keeps others from booking the resource until the context's transaction ends.</summary>
    internal async Task HoldAsync(SaasDb db, Id<Organization> organization, Resource resource, CancellationToken ct)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var balance = Balance(db, organization, resource, now);
        if (await HoldAsync(balance, ct) == 0)
        {
            await OpenAsync(db, balance, organization, resource, now, ct);
            await HoldAsync(balance, ct);
        }
    }

    /// <summary>The resources of which it can be counted what there really is.</summary>
    internal IEnumerable<Resource> Counted => _measures.Select(measure => measure.Resource);

    /// <summary>Counts what there is of a resource, and books the difference to the balance, within the context's transaction.</summary>
    /// <returns>The difference.</returns>
    internal async Task<long> ReconcileAsync(SaasDb db, Id<Organization> organization, Resource resource, CancellationToken ct)
    {
        await HoldAsync(db, organization, resource, ct);
        var now = _time.GetUtcNow().UtcDateTime;
        var balance = Balance(db, organization, resource, now);
        var booked = await balance.Select(b => b.Used).SingleAsync(ct);
        var there = await _measures.Single(measure => measure.Resource == resource).CountAsync(db, organization, ct);
        if (there != booked)
        {
            await balance.ExecuteUpdateAsync(set => set.SetProperty(b => b.Used, there), ct);
            await BookAsync(db, balance, organization, resource, there - booked, $"correction: {there} were counted, {booked} were booked", now, ct);
        }

        return there - booked;
    }

    /// <summary>How much of each resource is used as of now; counted where nothing was booked yet.</summary>
    internal async Task<IReadOnlyDictionary<Resource, long>> UsedAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var month = Resources.PeriodOf(Resource.MetricPoints, now);
        var used = await db.QuotaBalances.Where(b => b.OrganizationId == organization && (b.Period == 0 || b.Period == month)).ToDictionaryAsync(b => b.Resource, b => b.Used, ct);
        foreach (var resource in Resources.Booked.Where(resource => !used.ContainsKey(resource)))
        {
            used[resource] = _measures.SingleOrDefault(measure => measure.Resource == resource) is { } measure ? await measure.CountAsync(db, organization, ct) : 0;
        }

        return used;
    }

    /// <summary>How much was used when a day ended; null when nothing had been booked by then.</summary>
    internal static Task<long?> UsedAtEndAsync(SaasDb db, Id<Organization> organization, Resource resource, DateTime day, CancellationToken ct)
    {
        var (period, moment) = (Resources.PeriodOf(resource, day), day.AddDays(1));
        return db.QuotaEntries.Where(entry => entry.OrganizationId == organization && entry.Resource == resource && entry.Period == period && entry.At < moment)
            .OrderByDescending(entry => entry.Key).Select(entry => (long?)entry.Used).FirstOrDefaultAsync(ct);
    }

    private static IQueryable<QuotaBalance> Balance(SaasDb db, Id<Organization> organization, Resource resource, DateTime now)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A quota is booked in the transaction of the act that it is for.");
        }

        var period = Resources.PeriodOf(resource, now);
        return db.QuotaBalances.Where(b => b.OrganizationId == organization && b.Resource == resource && b.Period == period);
    }

    private static Task<int> HoldAsync(IQueryable<QuotaBalance> balance, CancellationToken ct) => balance.ExecuteUpdateAsync(set => set.SetProperty(b => b.Used, b => b.Used), ct);

    private static Task<int> TakeAsync(IQueryable<QuotaBalance> balance, long most, long amount, CancellationToken ct) =>
        balance.Where(b => b.Used <= most).ExecuteUpdateAsync(set => set.SetProperty(b => b.Used, b => b.Used + amount), ct);

    // What was deleted may be more than was ever booked, where rows were written past the ledger; nobody gets a negative balance for it.
    private static Task<int> CreditAsync(IQueryable<QuotaBalance> balance, long amount, CancellationToken ct) =>
        balance.ExecuteUpdateAsync(set => set.SetProperty(b => b.Used, b => b.Used > amount ? b.Used - amount : 0), ct);

    /// <returns>False when the balance was there: then it decides.</returns>
    private async Task<bool> OpenAsync(SaasDb db, IQueryable<QuotaBalance> balance, Id<Organization> organization, Resource resource, DateTime now, CancellationToken ct)
    {
        if (await balance.AnyAsync(ct))
        {
            return false;
        }

        var used = _measures.SingleOrDefault(measure => measure.Resource == resource) is { } measure ? await measure.CountAsync(db, organization, ct) : 0;
        var opened = db.QuotaBalances.Add(QuotaBalance.Open(organization, resource, Resources.PeriodOf(resource, now), used));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            // Another one opened it at the same moment, and this save is undone as if it had not been.
            opened.State = EntityState.Detached;
            if (!await balance.AnyAsync(ct))
            {
                throw;
            }
        }

        opened.State = EntityState.Detached;
        return true;
    }

    private static async Task BookAsync(
        SaasDb db, IQueryable<QuotaBalance> balance, Id<Organization> organization, Resource resource, long amount, string reason, DateTime now, CancellationToken ct)
    {
        // The update holds the row until the commit: this is the balance that the entry leads to.
        var used = await balance.Select(b => b.Used).SingleAsync(ct);
        db.QuotaEntries.Add(QuotaEntry.Book(organization, resource, Resources.PeriodOf(resource, now), amount, used, reason, now));
    }
}
