using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Identity.Mailing;

namespace Slipway.Billing.Invoices;

/// <summary>What is written to those who look after an organization's bills.</summary>
internal static class BillingLetters
{
    private const string Why = "You get this because you look after the bills of this organization.";

    public static Letter Issued(Invoice invoice, string name, string address) => new(
        "invoice-issued", $"Invoice {invoice.Number}", name,
        [invoice.Total == 0
            ? $"Here is invoice {invoice.Number}. There is nothing to pay: {(invoice.CreditApplied < 0 ? $"{Money.Words(-invoice.CreditApplied)} are kept as credit for your next invoices." : "your credit covers it.")}"
            : $"Here is invoice {invoice.Number} over {Money.Words(invoice.Total)}. It is due on {Quote.Day(invoice.DueAt)}."],
        ("See the invoice", address), Why);

    public static Letter Overdue(Invoice invoice, DateTime? graceEnd, string name, string address) => new(
        "invoice-overdue", $"Invoice {invoice.Number} is overdue", name,
        [
            $"Invoice {invoice.Number} over {Money.Words(invoice.Total)} was due on {Quote.Day(invoice.DueAt)} and isn't paid yet.",
            graceEnd is { } end
                ? $"Your plan stays as it is until {Quote.Day(end)}. After that the organization goes on with the plan that costs nothing: everything that is there stays and can be read, exported and deleted, and new things fit only within its limits."
                : "Please pay it soon.",
        ],
        ("See the invoice", address), $"If you paid it in the last days, you need not do anything. {Why}");

    public static Letter Ended(string plan, string reason, string name, string address) => new(
        "subscription-ended", $"Your plan {plan} has ended", name,
        [$"Your subscription of {plan} has ended: {reason}.", "The organization goes on with the plan that costs nothing. Everything that is there stays and can be read, exported and deleted; new things fit only within its limits."],
        ("See your plan", address), Why);
}
