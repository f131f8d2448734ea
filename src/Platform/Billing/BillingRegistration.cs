using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Invoices;
using Slipway.Billing.Operations;
using Slipway.Billing.Plans;
using Slipway.Billing.Quotas;
using Slipway.Billing.Subscriptions;
using Slipway.Billing.Usage;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing;

internal static class BillingRegistration
{
    public static void AddBilling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PlanSettings.Read(configuration));
        services.AddSingleton<PlanLimits>();
        services.AddSingleton<IQuotaLimits>(provider => provider.GetRequiredService<PlanLimits>());
        services.AddScoped(provider => new PlanOperationsService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<Tenant>(), provider.GetRequiredService<PlanLimits>(), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped(provider => new UsageService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<Tenant>(), provider.GetRequiredService<Access>(), provider.GetRequiredService<PlanLimits>(),
            provider.GetRequiredService<QuotaLedger>(), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped(provider => new OrganizationOverviewService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<Operators>(), provider.GetRequiredService<Caller>(), provider.GetRequiredService<PlanLimits>(), provider.GetRequiredService<TimeProvider>()));
        AddSubscriptions(services, configuration);
        services.AddRecurring<RollUpUsage>("billing.roll-up-usage", "Writes down what organizations use, day by day, and warns them near their limits.", job => job.RunAsync(CancellationToken.None), "*/10 * * * *");
        services.AddRecurring<ReconcileQuotas>("billing.reconcile-quotas", "Compares what is booked with what there is, and corrects it.", job => job.RunAsync(CancellationToken.None), "23 3 * * *");
        services.AddEventStories(
            new("usage.warned", "Limit near or reached", Tell),
            new("plan.changed", "Plan changed", fact => $"changed the plan to {fact.Text("plan")}"),
            new("plan.limit_agreed", "Limit agreed on", fact => $"set the limit of {Words(fact)} to {fact.Text("words")}{Because(fact)}"),
            new("plan.limit_cleared", "Limit set back", fact => $"set the limit of {Words(fact)} back to the plan's"));
    }

    private static void AddSubscriptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(BillingSettings.Read(configuration));
        services.AddScoped<InvoiceBook>();
        services.AddScoped<InvoiceService>();
        services.AddScoped<InvoiceDesk>();
        services.AddScoped(provider => new InvoiceOperationsService(provider.GetRequiredService<InvoiceDesk>()));
        services.AddScoped(provider => new OpenInvoicesService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<Operators>(), provider.GetRequiredService<Caller>()));
        services.AddScoped(provider => new SubscriptionService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<Tenant>(), provider.GetRequiredService<Access>(), provider.GetRequiredService<PlanLimits>(),
            provider.GetRequiredService<PlanSettings>(), provider.GetRequiredService<QuotaLedger>(), provider.GetRequiredService<InvoiceBook>(), provider.GetRequiredService<TimeProvider>()));
        services.AddRecurring<IssueInvoices>("billing.issue-invoices", "Bills organizations for the periods that begin and for points beyond their plans.", job => job.RunAsync(CancellationToken.None), "11 * * * *");
        services.AddRecurring<EndGracePeriods>("billing.end-grace-periods", "Marks overdue invoices, and ends plans that weren't paid in the days of grace.", job => job.RunAsync(CancellationToken.None), "37 * * * *");
        services.AddEventStories(
            new("subscription.started", "Subscription started", fact => $"{(fact.Text("isTrial") == "true" ? "began to try" : "subscribed to")} {fact.Text("what")}"),
            new("subscription.changed", "Subscription changed", fact => $"changed the subscription from {fact.Text("before")} to {fact.Text("what")}"),
            new("subscription.canceled", "Subscription canceled", fact => $"canceled the subscription of {fact.Text("plan")}: it ends on {fact.Text("on")}"),
            new("subscription.resumed", "Subscription resumed", fact => $"let the subscription of {fact.Text("plan")} go on"),
            new("subscription.caught_up", "Subscription caught up", fact => $"found nothing overdue any more: {fact.Text("plan")} goes on"),
            new("subscription.ended", "Subscription ended", fact => $"ended the subscription of {fact.Text("plan")}: {fact.Text("reason")}"),
            new("invoice.issued", "Invoice issued", fact => $"issued invoice {fact.Text("number")} over {fact.Text("amount")}") { IsForAuditAlone = true },
            new("invoice.paid", "Invoice paid", fact => $"marked invoice {fact.Text("number")} over {fact.Text("amount")} as paid{Noted(fact)}") { IsForAuditAlone = true },
            new("invoice.overdue", "Invoice overdue", fact => $"found invoice {fact.Text("number")} over {fact.Text("amount")} overdue") { IsForAuditAlone = true },
            new("invoice.taken_back", "Invoice taken back", fact => $"took invoice {fact.Text("number")} over {fact.Text("amount")} back{Noted(fact)}") { IsForAuditAlone = true });
    }

    private static string Noted(EventFact fact) => fact.Text("note") is { Length: > 0 } note ? $": {note}" : "";

    private static string Tell(EventFact fact) => fact.Text("level") == "100"
        ? $"noticed that a limit is reached: {fact.Text("used")} of {fact.Text("limit")}"
        : $"noticed that {fact.Text("level")} % of a limit are used: {fact.Text("used")} of {fact.Text("limit")}";

    private static string Words(EventFact fact) => Enum.TryParse<Resource>(fact.Text("resource"), ignoreCase: true, out var resource) ? QuotaSentences.NameOf(resource).ToLowerInvariant() : fact.Text("resource");

    private static string Because(EventFact fact) => fact.Text("reason") is { Length: > 0 } reason ? $": {reason}" : "";
}
