using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Billing.Operations;
using Slipway.Billing.Plans;
using Slipway.Billing.Quotas;
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
        services.AddRecurring<RollUpUsage>("billing.roll-up-usage", "Writes down what organizations use, day by day, and warns them near their limits.", job => job.RunAsync(CancellationToken.None), "*/10 * * * *");
        services.AddRecurring<ReconcileQuotas>("billing.reconcile-quotas", "Compares what is booked with what there is, and corrects it.", job => job.RunAsync(CancellationToken.None), "23 3 * * *");
        services.AddEventStories(
            new("usage.warned", "Limit near or reached", Tell),
            new("plan.changed", "Plan changed", fact => $"changed the plan to {fact.Text("plan")}"),
            new("plan.limit_agreed", "Limit agreed on", fact => $"set the limit of {Words(fact)} to {fact.Text("words")}{Because(fact)}"),
            new("plan.limit_cleared", "Limit set back", fact => $"set the limit of {Words(fact)} back to the plan's"));
    }

    private static string Tell(EventFact fact) => fact.Text("level") == "100"
        ? $"noticed that a limit is reached: {fact.Text("used")} of {fact.Text("limit")}"
        : $"noticed that {fact.Text("level")} % of a limit are used: {fact.Text("used")} of {fact.Text("limit")}";

    private static string Words(EventFact fact) => Enum.TryParse<Resource>(fact.Text("resource"), ignoreCase: true, out var resource) ? QuotaSentences.NameOf(resource).ToLowerInvariant() : fact.Text("resource");

    private static string Because(EventFact fact) => fact.Text("reason") is { Length: > 0 } reason ? $": {reason}" : "";
}
