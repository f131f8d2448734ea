using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Invoices;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Subscriptions;

/// <summary>What an organization pays for, and how its owners, its admins and those who look after its bills change that. Every change can be looked at before it is made.</summary>
public sealed class SubscriptionService
{
    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly PlanLimits _limits;
    private readonly PlanSettings _plans;
    private readonly QuotaLedger _ledger;
    private readonly InvoiceBook _book;
    private readonly TimeProvider _time;

    internal SubscriptionService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, PlanLimits limits, PlanSettings plans, QuotaLedger ledger, InvoiceBook book, TimeProvider time) =>
        (_dbs, _tenant, _access, _limits, _plans, _ledger, _book, _time) = (dbs, tenant, access, limits, plans, ledger, book, time);

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>What the organization pays for, and what it could.</summary>
    public async Task<Result<SubscriptionDetails>> GetAsync(CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.BillingManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await DetailsAsync(db, await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(ct), ct);
    }

    /// <summary>What a change would cost now, and what wouldn't fit any more. For the plan that costs nothing: what the end of the subscription would mean.</summary>
    public async Task<Result<ChangePreview>> PreviewAsync(ChangeSubscription change, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.BillingManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var subscription = await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(ct);
        if (change.Plan is { } plan && Plan.Of(plan).Price is null)
        {
            return subscription is { IsLive: true }
                ? new ChangePreview(false, [], 0, 0, 0, subscription.PeriodEnd, 0, await DoesNotFitAsync(db, null, ct))
                : Refusals.NothingToEnd;
        }

        var (checkedChoice, problem) = Check(subscription, change);
        return problem ?? await PreviewAsync(db, subscription, checkedChoice!, change.WithoutTrial, ct);
    }

    /// <summary>Subscribes to a plan, or changes plan, seats, interval or points: at once, with what is left of the period given back and charged anew.</summary>
    public async Task<Result<SubscriptionDetails>> ChangeAsync(ChangeSubscription change, CancellationToken ct)
    {
        if (change.Plan is { } plan && Plan.Of(plan).Price is null)
        {
            return await _access.RequireAsync(Permission.BillingManage, ct) is { } refusal ? refusal : Refusals.NotBought(Plan.Of(plan).Title);
        }

        return await ActAsync(change.Version, async (db, subscription) =>
        {
            var (choice, problem) = Check(subscription, change);
            if (problem is not null || choice is null)
            {
                return problem;
            }

            var preview = (await PreviewAsync(db, subscription, choice, change.WithoutTrial, ct)).Value;
            if (preview.DoesNotFit.Count > 0 && !change.AcceptsOverLimits)
            {
                return new DoesNotFit(preview.DoesNotFit);
            }

            if (change.Expected is { } expected && expected != preview.Due)
            {
                return Refusals.AnotherPrice(preview.Due);
            }

            if (await db.Invoices.AnyAsync(invoice => invoice.Status == InvoiceStatus.Overdue, ct))
            {
                return Refusals.Overdue;
            }

            await MakeAsync(db, subscription, choice, change.WithoutTrial, ct);
            return null;
        }, ct);
    }

    /// <summary>Ends the subscription with its period. Until then everything stays as it is.</summary>
    public Task<Result<SubscriptionDetails>> CancelAsync(CancellationToken ct) => ActAsync(null, (db, subscription) =>
    {
        if (subscription is not { IsLive: true })
        {
            return Task.FromResult<Refusal?>(Refusals.NothingToEnd);
        }

        if (!subscription.IsEnding)
        {
            subscription.EndWithPeriod();
            db.Record(new SubscriptionCanceled(Plan.Of(subscription.Plan).Title, Quote.Day(subscription.PeriodEnd)), _tenant.Id, null, _access.Principal, Now);
        }

        return Task.FromResult<Refusal?>(null);
    }, ct);

    /// <summary>Lets a subscription go on that was to end with its period.</summary>
    public Task<Result<SubscriptionDetails>> ResumeAsync(CancellationToken ct) => ActAsync(null, (db, subscription) =>
    {
        if (subscription is not { IsLive: true })
        {
            return Task.FromResult<Refusal?>(Refusals.NothingToResume);
        }

        if (subscription.IsEnding)
        {
            subscription.GoOn();
            db.Record(new SubscriptionResumed(Plan.Of(subscription.Plan).Title), _tenant.Id, null, _access.Principal, Now);
        }

        return Task.FromResult<Refusal?>(null);
    }, ct);

    /// <summary>Says who pays, as it stands on invoices from now on.</summary>
    public Task<Result<SubscriptionDetails>> BillToAsync(BillTo to, CancellationToken ct) => ActAsync(null, (db, subscription) =>
    {
        (subscription ?? Open(db)).Bill(to.Text.Trim().ReplaceLineEndings("\n"));
        return Task.FromResult<Refusal?>(null);
    }, ct);

    private async Task<Result<SubscriptionDetails>> ActAsync(int? version, Func<SaasDb, Subscription?, Task<Refusal?>> act, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.BillingManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<SubscriptionDetails>(async () =>
        {
            var subscription = await InvoiceBook.HoldAsync(db, _tenant.Id, ct);
            if (version is { } made && made != (subscription?.Version ?? 0))
            {
                return Refusals.Changed;
            }

            if (await act(db, subscription) is { } declined)
            {
                return declined;
            }

            await db.SaveChangesAsync(ct);
            return await DetailsAsync(db, await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(ct), ct);
        }, ct);
        if (outcome.Refusal is null)
        {
            _book.Hurry();
        }

        return outcome;
    }

    private async Task MakeAsync(SaasDb db, Subscription? known, PlanChoice choice, bool withoutTrial, CancellationToken ct)
    {
        var now = Now;
        var quote = Quote.For(known, choice, Trial(known, withoutTrial), now);
        var subscription = known ?? Open(db);
        var (wasLive, before) = (subscription.IsLive, InWords(PlanChoice.Of(subscription)));
        var lines = await LinesAsync(db, known, choice, quote, ct);
        subscription.PointsAreBilled(lines.Skip(quote.Lines.Count).Sum(line => line.Quantity));
        subscription.Choose(choice.Plan, choice.Interval, choice.Seats, choice.Millions);
        if (!wasLive)
        {
            var month = Resources.PeriodOf(Resource.MetricPoints, now);
            if (quote.IsTrial)
            {
                subscription.BeginTrial(quote.PeriodEnd - now, month, now);
            }
            else
            {
                subscription.BeginPaying(month, now);
            }

            db.Record(new SubscriptionStarted(InWords(choice), quote.IsTrial), _tenant.Id, null, _access.Principal, now);
        }
        else
        {
            if (quote.BeginsPeriod)
            {
                subscription.BeginPeriod(now);
            }

            db.Record(new SubscriptionChanged(before, InWords(choice)), _tenant.Id, null, _access.Principal, now);
        }

        if (lines.Count > 0)
        {
            await _book.IssueAsync(db, subscription, $"change:{subscription.Version}", lines, _access.Principal, ct);
        }
    }

    // What was logged beyond the old plan is billed by its prices, before there are others.
    private static async Task<IReadOnlyList<ChargeLine>> LinesAsync(SaasDb db, Subscription? subscription, PlanChoice choice, Quote quote, CancellationToken ct) =>
        subscription is { IsLive: true } && subscription.Plan != choice.Plan && await InvoiceBook.PointsAsync(db, subscription, ct) is { } points ? [.. quote.Lines, points] : quote.Lines;

    private Subscription Open(SaasDb db) => db.Subscriptions.Add(Subscription.Open(_tenant.Id, Now)).Entity;

    private TimeSpan? Trial(Subscription? subscription, bool without) =>
        subscription is { TrialEnd: not null } or { EndedAt: not null } || without || _book.Settings.Trial == TimeSpan.Zero ? null : _book.Settings.Trial;

    private static (PlanChoice? Choice, Refusal? Problem) Check(Subscription? subscription, ChangeSubscription change)
    {
        var plan = Plan.Of(change.Plan ?? throw new InvalidOperationException("The door checks that there is one."));
        var choice = new PlanChoice(plan.Name, change.Interval.GetValueOrDefault(), change.Seats.GetValueOrDefault(), change.Millions);
        Refusal? problem = choice.Seats < choice.Price.LeastSeats || choice.Seats > choice.Price.MostSeats
            ? new Invalid(string.Create(CultureInfo.InvariantCulture, $"{plan.Title} has {choice.Price.LeastSeats:N0} to {choice.Price.MostSeats:N0} seats. Choose a number between them."))
            : choice.Millions > 0 && choice.Price.MillionPoints is null ? new Invalid($"{plan.Title} has no limit of metric points: there is nothing to add to it.")
            : subscription is { IsLive: true, IsEnding: true } ? new Conflict($"The subscription ends on {Quote.Day(subscription.PeriodEnd)}. Let it go on, and then change it.")
            : subscription is { Status: SubscriptionStatus.PastDue } ? Refusals.Overdue
            : null;
        return (choice, problem);
    }

    private async Task<Result<ChangePreview>> PreviewAsync(SaasDb db, Subscription? subscription, PlanChoice choice, bool withoutTrial, CancellationToken ct)
    {
        var quote = Quote.For(subscription, choice, Trial(subscription, withoutTrial), Now);
        var lines = await LinesAsync(db, subscription, choice, quote, ct);
        var subtotal = lines.Sum(line => line.Amount);
        var credit = Math.Min(subtotal, subscription?.Credit ?? 0);
        var paid = new PaidPlan(choice.Plan, choice.Seats, quote.IsTrial ? 0 : choice.Millions);
        return new ChangePreview(quote.IsTrial, lines, subtotal, credit, subtotal - credit, quote.PeriodEnd, choice.Whole, await DoesNotFitAsync(db, paid, ct));
    }

    private async Task<IReadOnlyList<OverLimit>> DoesNotFitAsync(SaasDb db, PaidPlan? paid, CancellationToken ct)
    {
        var limits = await WithAsync(db, paid, ct);
        var used = await _ledger.UsedAsync(db, _tenant.Id, ct);
        return [.. from resource in Resources.Booked
            where limits.Of(resource) < used[resource]
            let limit = limits.Of(resource).GetValueOrDefault()
            select new OverLimit(
                resource, QuotaSentences.NameOf(resource), used[resource], limit,
                $"{QuotaSentences.Amount(resource, used[resource])} are there, and the limit is {QuotaSentences.Amount(resource, limit)}. {QuotaSentences.AtTheLimit(resource)}")];
    }

    private async Task<QuotaLimits> WithAsync(SaasDb db, PaidPlan? paid, CancellationToken ct)
    {
        var given = await db.OrganizationPlans.Select(plan => (PlanName?)plan.Plan).SingleOrDefaultAsync(ct) ?? _plans.Default;
        var agreed = (await _limits.ReadAsync(db, [_tenant.Id], ct))[_tenant.Id];
        return AgreedPlan.Of(given, paid, agreed.Overrides).Limits;
    }

    private async Task<SubscriptionDetails> DetailsAsync(SaasDb db, Subscription? subscription, CancellationToken ct)
    {
        var agreed = (await _limits.ReadAsync(db, [_tenant.Id], ct))[_tenant.Id];
        var used = await _ledger.UsedAsync(db, _tenant.Id, ct);
        var paid = subscription is { IsLive: true } live
            ? new PaidSubscription(
                live.Status, live.Plan, live.Interval, live.Seats, live.Millions, live.PeriodStart, live.PeriodEnd, live.IsEnding, live.GraceEnd, live.IsEnding ? null : PlanChoice.Of(live).Whole)
            : null;
        return new(
            Money.Currency, agreed.Plan.Name, paid, paid is null ? (int)(Trial(subscription, false)?.TotalDays ?? 0) : 0, used[Resource.Seats], subscription?.Credit ?? 0, subscription?.BillTo ?? "",
            subscription?.Version ?? 0, [.. Plan.All.Select(plan => new PlanOffer(plan.Name, plan.Title, plan.For, plan.Price, plan.Limits))]);
    }

    private static string InWords(PlanChoice choice) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Plan.Of(choice.Plan).Title}, {choice.Seats:N0} {(choice.Seats == 1 ? "seat" : "seats")}, {(choice.Interval is BillingInterval.Yearly ? "yearly" : "monthly")}{(choice.Millions > 0 ? $", up to {choice.Millions:N0} million points more" : "")}");
}
