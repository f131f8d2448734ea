using System.ComponentModel.DataAnnotations;
using Slipway.Billing.Plans;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Subscriptions;

/// <summary>What an organization would like to have.</summary>
/// <param name="Seats">How many people may be in the organization.</param>
/// <param name="Millions">How many millions of metric points may be logged in a month beyond the plan's own; what is used of them is billed.</param>
/// <param name="WithoutTrial">Whether to pay from today on though a trial is on offer.</param>
/// <param name="AcceptsOverLimits">Whether it is known what doesn't fit any more, as the preview names it.</param>
/// <param name="Expected">What is due now as the preview said it, in cents; refused when it is something else meanwhile. Null to take what it is.</param>
/// <param name="Version">Of the subscription that the change was made of; null to change it as it is.</param>
public sealed record ChangeSubscription(
    [Required, EnumDataType(typeof(PlanName))] PlanName? Plan,
    [Required, EnumDataType(typeof(BillingInterval))] BillingInterval? Interval,
    [Required, Range(1, 100_000)] int? Seats,
    [Range(0, ChangeSubscription.MostMillions)] long Millions = 0,
    bool WithoutTrial = false,
    bool AcceptsOverLimits = false,
    long? Expected = null,
    int? Version = null)
{
    /// <summary>The most millions of points beyond a plan.</summary>
    public const long MostMillions = 1_000_000;
}

/// <summary>Who pays, as it stands on invoices.</summary>
/// <param name="Text">Name and address, on lines of their own.</param>
public sealed record BillTo([Required(AllowEmptyStrings = true), MaxLength(Subscription.BillToLimit)] string Text);

/// <summary>An organization's subscription. Amounts are cents of <paramref name="Currency"/>.</summary>
/// <param name="Plan">The plan that it has now, paid for or given.</param>
/// <param name="Paid">What it pays for; null when it pays for nothing.</param>
/// <param name="TrialDays">How long it could try a plan; 0 when it has.</param>
/// <param name="SeatsUsed">How many people are in the organization.</param>
/// <param name="Credit">What later invoices are paid of first.</param>
/// <param name="Version">To be sent with a change.</param>
/// <param name="Offers">All plans, the smallest first.</param>
public sealed record SubscriptionDetails(
    string Currency, PlanName Plan, PaidSubscription? Paid, int TrialDays, long SeatsUsed, long Credit, string BillTo, int Version, IReadOnlyList<PlanOffer> Offers);

/// <summary>What is paid for.</summary>
/// <param name="PeriodEnd">When the period, or the trial, is over, in UTC.</param>
/// <param name="IsEnding">Whether it ends then.</param>
/// <param name="GraceEnd">Until when an overdue invoice can be paid before the plan is lost.</param>
/// <param name="NextAmount">What the next period costs, in cents; null when none follows.</param>
public sealed record PaidSubscription(
    SubscriptionStatus Status, PlanName Plan, BillingInterval Interval, int Seats, long Millions, DateTime PeriodStart, DateTime PeriodEnd, bool IsEnding, DateTime? GraceEnd, long? NextAmount);

/// <summary>A plan as it is offered.</summary>
/// <param name="Price">Null for what costs nothing.</param>
/// <param name="Limits">The most of each resource; null where there is no limit.</param>
public sealed record PlanOffer(PlanName Plan, string Title, string For, PlanPrice? Price, IReadOnlyDictionary<Resource, long?> Limits);

/// <summary>What is charged or given back.</summary>
/// <param name="UnitAmount">What one costs, for the whole period.</param>
/// <param name="Amount">In cents; negative for what is given back.</param>
public sealed record ChargeLine(string Text, long Quantity, long UnitAmount, long Amount);

/// <summary>What a change would do, as of now.</summary>
/// <param name="IsTrial">Whether nothing is charged until <paramref name="PeriodEnd"/>.</param>
/// <param name="CreditApplied">How much of it the credit pays; negative for what is added to the credit.</param>
/// <param name="Due">What the invoice asks for.</param>
/// <param name="PeriodEnd">When the next invoice follows.</param>
/// <param name="NextAmount">What that one asks for, credit and points aside; 0 when nothing follows.</param>
/// <param name="DoesNotFit">What there would be more of than the new limits allow. It stays; only new things are refused.</param>
public sealed record ChangePreview(
    bool IsTrial, IReadOnlyList<ChargeLine> Lines, long Subtotal, long CreditApplied, long Due, DateTime PeriodEnd, long NextAmount, IReadOnlyList<OverLimit> DoesNotFit);

/// <summary>Something that a limit has no room for.</summary>
/// <param name="Sentence">What there is, what the limit is and what that means.</param>
public sealed record OverLimit(Resource Resource, string Name, long Used, long Limit, string Sentence);
