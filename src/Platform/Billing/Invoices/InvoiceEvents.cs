using Slipway.Foundation.Events;

namespace Slipway.Billing.Invoices;

/// <param name="Amount">In words, as everywhere here.</param>
internal sealed record InvoiceIssued(string Number, string Amount) : PlatformEvent("invoice.issued", $"billing/invoices/{Number}");

internal sealed record InvoicePaid(string Number, string Amount, string Note) : PlatformEvent("invoice.paid", $"billing/invoices/{Number}");

internal sealed record InvoiceOverdue(string Number, string Amount) : PlatformEvent("invoice.overdue", $"billing/invoices/{Number}");

internal sealed record InvoiceTakenBack(string Number, string Amount, string Note) : PlatformEvent("invoice.taken_back", $"billing/invoices/{Number}");

/// <param name="What">Plan, seats and interval, in words.</param>
internal sealed record SubscriptionStarted(string What, bool IsTrial) : PlatformEvent("subscription.started", "billing");

internal sealed record SubscriptionChanged(string Before, string What) : PlatformEvent("subscription.changed", "billing");

/// <param name="On">The day, in words.</param>
internal sealed record SubscriptionCanceled(string Plan, string On) : PlatformEvent("subscription.canceled", "billing");

internal sealed record SubscriptionResumed(string Plan) : PlatformEvent("subscription.resumed", "billing");

internal sealed record SubscriptionCaughtUp(string Plan) : PlatformEvent("subscription.caught_up", "billing");

internal sealed record SubscriptionEnded(string Plan, string Reason) : PlatformEvent("subscription.ended", "billing");
