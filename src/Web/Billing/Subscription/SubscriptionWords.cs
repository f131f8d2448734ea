using System.Globalization;
using Slipway.Billing.Invoices;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Subscription;

/// <summary>How subscriptions and invoices are called on pages.</summary>
internal static class SubscriptionWords
{
    public static string Of(PaidSubscription paid) =>
        string.Create(CultureInfo.InvariantCulture, $"{Plan.Of(paid.Plan).Title}, {paid.Seats:N0} {(paid.Seats == 1 ? "seat" : "seats")}, {(paid.Interval is BillingInterval.Yearly ? "yearly" : "monthly")}");

    /// <summary>A day that was agreed on is the same one for everybody: UTC's.</summary>
    public static string Day(DateTime day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Of(InvoiceStatus status) => status is InvoiceStatus.Void ? "Taken back" : status.ToString();

    /// <summary>A class of the pages' styles.</summary>
    public static string LevelOf(InvoiceStatus status) => status switch { InvoiceStatus.Paid => "good", InvoiceStatus.Overdue => "bad", InvoiceStatus.Open => "open", _ => "" };

    public static string Limit(Resource resource, long? most) => most is { } limit
        ? resource is Resource.Seats or Resource.Projects or Resource.RegisteredModels or Resource.MetricPoints or Resource.ApiRequests ? limit.ToString("N0", CultureInfo.InvariantCulture) : QuotaSentences.Amount(resource, limit)
        : "No limit";
}
