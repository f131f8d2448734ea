using Slipway.Foundation.Events;

namespace Slipway.Billing.Invoices;

/// <param name="Amount">In words, as everywhere here.</param>
internal sealed record InvoiceIssued(string Number, string Amount) : PlatformEvent("invoice.issued", $"subscription/invoices/{Number}");

internal sealed record InvoicePaid(string Number, string Amount, string Note) : PlatformEvent("invoice.paid", $"subscription/invoices/{Number}");

internal sealed record InvoiceOverdue(string Number, string Amount) : PlatformEvent("invoice.overdue", $"subscription/invoices/{Number}");

internal sealed record InvoiceTakenBack(string Number, string Amount, string Note) : PlatformEvent("invoice.taken_back", $"subscription/invoices/{Number}");

/// <param name="What">Plan, seats and interval, in words.</param>
internal sealed record SubscriptionStarted(string What, bool IsTrial) : PlatformEvent("subscription.started", "subscription");

internal sealed record SubscriptionChanged(string Before, string What) : PlatformEvent("subscription.changed", "subscription");

/// <param name="On">The day, in words.</param>
internal sealed record SubscriptionCanceled(string Plan, string On) : PlatformEvent("subscription.canceled", "subscription");

internal sealed record SubscriptionResumed(string Plan) : PlatformEvent("subscription.resumed", "subscription");

internal sealed record SubscriptionCaughtUp(string Plan) : PlatformEvent("subscription.caught_up", "subscription");

internal sealed record SubscriptionEnded(string Plan, string Reason) : PlatformEvent("subscription.ended", "subscription");
