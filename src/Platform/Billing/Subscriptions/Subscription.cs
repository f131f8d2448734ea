using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;

namespace Slipway.Billing.Subscriptions;

/// <summary>How a subscription stands.</summary>
public enum SubscriptionStatus
{
    /// <summary>Nothing is billed yet.</summary>
    Trialing,

    Active,

    /// <summary>An invoice wasn't paid in time. The plan stays for some days.</summary>
    PastDue,

    /// <summary>It has ended, and the organization is on the plan that costs nothing.</summary>
    Canceled,
}

/// <summary>
/// What an organization pays for. The limits read it themselves, so plan and subscription can't differ. A row that has ended stays: it knows that the trial is used up, and
/// what is left of the credit.
/// </summary>
internal sealed class Subscription : ITenantOwned, IGrantsAccess
{
    public const int BillToLimit = 500;

    private Subscription() { }

    public Id<Organization> OrganizationId { get; private init; }
    public PlanName Plan { get; private set; }
    public BillingInterval Interval { get; private set; }
    public int Seats { get; private set; }

    /// <summary>How many millions of metric points may be logged in a month beyond the plan's own, and are billed.</summary>
    public long Millions { get; private set; }

    public SubscriptionStatus Status { get; private set; }

    /// <summary>From where periods are counted.</summary>
    public DateTime Anchor { get; private set; }

    public DateTime PeriodStart { get; private set; }
    public DateTime PeriodEnd { get; private set; }

    /// <summary>When the trial ends or ended; null when there was none.</summary>
    public DateTime? TrialEnd { get; private set; }

    /// <summary>Whether it ends with the period.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Until when the plan stays though an invoice is overdue.</summary>
    public DateTime? GraceEnd { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Cents that were paid for what wasn't had; later invoices are paid of it first.</summary>
    public long Credit { get; private set; }

    /// <summary>Who pays, as it stands on invoices: name and address, with line breaks.</summary>
    public string BillTo { get; private set; } = "";

    /// <summary>The month whose points are billed next, as <see cref="Foundation.Ledger.Resources.PeriodOf"/> writes it.</summary>
    public int PointsMonth { get; private set; }

    /// <summary>How many millions of that month are billed already.</summary>
    public long PointsBilled { get; private set; }

    /// <summary>Counts changes, so that of two at once the second learns of the first.</summary>
    public int Version { get; private set; }

    public bool IsLive => Status is not SubscriptionStatus.Canceled;

    public static Subscription Open(Id<Organization> organization, DateTime now) =>
        new() { OrganizationId = organization, Status = SubscriptionStatus.Canceled, Anchor = now, PeriodStart = now, PeriodEnd = now };

    public void Choose(PlanName plan, BillingInterval interval, int seats, long millions)
    {
        (Plan, Interval, Seats, Millions) = (plan, interval, seats, millions);
        Version++;
    }

    public void BeginTrial(TimeSpan length, int month, DateTime now)
    {
        Begin(SubscriptionStatus.Trialing, month);
        (TrialEnd, Anchor, PeriodStart, PeriodEnd) = (now + length, now + length, now, now + length);
    }

    public void BeginPaying(int month, DateTime now)
    {
        Begin(SubscriptionStatus.Active, month);
        BeginPeriod(now);
    }

    /// <summary>Begins a period now, after another interval was chosen.</summary>
    public void BeginPeriod(DateTime now) => (Anchor, PeriodStart, PeriodEnd) = (now, now, Proration.EndAfter(now, Interval, now));

    /// <summary>Goes on with the next period; a trial becomes a subscription.</summary>
    public void Renew()
    {
        (Status, PeriodStart, PeriodEnd) = (SubscriptionStatus.Active, PeriodEnd, Proration.EndAfter(Anchor, Interval, PeriodEnd));
        Version++;
    }

    public void EndWithPeriod() => (IsEnding, Version) = (true, Version + 1);

    public void GoOn() => (IsEnding, Version) = (false, Version + 1);

    public void FallBehind(DateTime graceEnd) => (Status, GraceEnd, Version) = (SubscriptionStatus.PastDue, graceEnd, Version + 1);

    public void CatchUp() => (Status, GraceEnd, Version) = (SubscriptionStatus.Active, null, Version + 1);

    public void End(DateTime now) => (Status, IsEnding, GraceEnd, EndedAt, Version) = (SubscriptionStatus.Canceled, false, null, now, Version + 1);

    /// <summary>Takes from the credit, or adds to it what is negative.</summary>
    public void UseCredit(long amount) => Credit -= amount;

    public void Bill(string to) => BillTo = to;

    public void PointsAreBilled(long millions) => PointsBilled += millions;

    public void PointsOf(int month) => (PointsMonth, PointsBilled) = (month, 0);

    private void Begin(SubscriptionStatus status, int month)
    {
        (Status, IsEnding, GraceEnd, EndedAt) = (status, false, null, null);
        // What was billed this month already, before it ended and began again, isn't billed twice.
        if (PointsMonth != month)
        {
            PointsOf(month);
        }
    }
}

internal sealed class SubscriptionMapping : IEntityTypeConfiguration<Subscription>
{
    public void Configure(EntityTypeBuilder<Subscription> subscription)
    {
        subscription.ToTable("Subscriptions").HasKey(s => s.OrganizationId);
        subscription.Property(s => s.Plan);
        subscription.Property(s => s.Interval);
        subscription.Property(s => s.Seats);
        subscription.Property(s => s.Millions);
        subscription.Property(s => s.Status);
        subscription.Property(s => s.Anchor);
        subscription.Property(s => s.PeriodStart);
        subscription.Property(s => s.PeriodEnd);
        subscription.Property(s => s.TrialEnd);
        subscription.Property(s => s.IsEnding);
        subscription.Property(s => s.GraceEnd);
        subscription.Property(s => s.EndedAt);
        subscription.Property(s => s.Credit);
        subscription.Property(s => s.BillTo).HasMaxLength(Subscription.BillToLimit);
        subscription.Property(s => s.PointsMonth);
        subscription.Property(s => s.PointsBilled);
        subscription.Property(s => s.Version).IsConcurrencyToken();
        subscription.Ignore(s => s.IsLive);
        subscription.HasIndex(s => s.Status);
        subscription.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
