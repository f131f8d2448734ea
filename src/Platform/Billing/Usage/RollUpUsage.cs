using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>Has every organization's usage rolled up.</summary>
internal sealed class RollUpUsage(IDbContextFactory<SaasDb> dbs, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        foreach (var organization in await db.Organizations.Select(organization => organization.Id).ToListAsync(ct))
        {
            jobs.Enqueue<RollUpOrganization>(JobQueues.Sweeps, roll => roll.RunAsync(organization, CancellationToken.None));
        }
    }
}

/// <summary>
/// Writes down what one organization used on each day since the last one that was written, and tells its admins once when a limit comes near or is reached.
/// The ledger knows every day's end, so a run that was missed is made up for, and one that comes twice changes nothing.
/// </summary>
internal sealed class RollUpOrganization(IDbContextFactory<SaasDb> dbs, QuotaLedger ledger, IQuotaLimits limits, TimeProvider time)
{
    private const int MostDays = 92;
    private const int Near = 80;
    private const int Reached = 100;

    // Somebody who goes up and down around a level is told of it once and not every time.
    private const int Slack = 5;

    public async Task RunAsync(Id<Organization> organization, CancellationToken ct)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var used = await ledger.UsedAsync(db, organization, ct);
        var plan = await limits.OfAsync(organization, ct);
        foreach (var resource in Resources.Booked)
        {
            await RollUpAsync(db, organization, resource, used[resource], now, ct);
            if (plan.Of(resource) is > 0 and { } limit)
            {
                await WarnAsync(db, organization, resource, used[resource], limit, now, ct);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    private static async Task RollUpAsync(SaasDb db, Id<Organization> organization, Resource resource, long used, DateTime now, CancellationToken ct)
    {
        var written = await db.UsageDays.Where(day => day.Resource == resource).OrderByDescending(day => day.Day).FirstOrDefaultAsync(ct);
        if (written?.Day < now.Date)
        {
            written.Become(await UsedAtEndAsync(db, organization, resource, written.Day, written.Used, ct));
            var first = written.Day < now.Date.AddDays(-MostDays) ? now.Date.AddDays(-MostDays) : written.Day.AddDays(1);
            for (var day = first; day < now.Date; day = day.AddDays(1))
            {
                db.UsageDays.Add(UsageDay.Of(organization, resource, day, await UsedAtEndAsync(db, organization, resource, day, written.Used, ct)));
            }
        }

        if (written?.Day == now.Date)
        {
            written.Become(used);
        }
        else
        {
            db.UsageDays.Add(UsageDay.Of(organization, resource, now.Date, used));
        }
    }

    private static async Task<long> UsedAtEndAsync(SaasDb db, Id<Organization> organization, Resource resource, DateTime day, long otherwise, CancellationToken ct) =>
        await QuotaLedger.UsedAtEndAsync(db, organization, resource, day, ct) ?? (Resources.PeriodOf(resource, day) == 0 ? otherwise : 0);

    private static async Task WarnAsync(SaasDb db, Id<Organization> organization, Resource resource, long used, long limit, DateTime now, CancellationToken ct)
    {
        var period = Resources.PeriodOf(resource, now);
        var percent = (decimal)used * 100 / limit;
        var level = percent >= Reached ? Reached : percent >= Near ? Near : 0;
        var told = await db.UsageWarnings.SingleOrDefaultAsync(warning => warning.Resource == resource && warning.Period == period, ct);
        if (level > (told?.Level ?? 0))
        {
            told ??= db.UsageWarnings.Add(UsageWarning.Begin(organization, resource, period)).Entity;
            told.Reach(level);
            db.Record(new UsageWarned(resource, level, QuotaSentences.Amount(resource, used), QuotaSentences.Amount(resource, limit)), organization, null, null, now);
        }
        else if (told is not null && percent < told.Level - Slack)
        {
            told.Reach(level);
        }
    }
}

/// <param name="Level">Of the limit, in percent.</param>
/// <param name="Used">In words.</param>
/// <param name="Limit">In words.</param>
internal sealed record UsageWarned(Resource Resource, int Level, string Used, string Limit) : PlatformEvent("usage.warned", "usage")
{
    /// <summary>What it is about, where people are told.</summary>
    public string Title => QuotaSentences.NameOf(Resource);
}
