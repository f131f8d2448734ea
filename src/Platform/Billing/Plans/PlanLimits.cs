using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Slipway.Billing.Subscriptions;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Plans;

/// <summary>The plan that an organization has until somebody chooses one: <c>Slipway:Plans:Default</c>, Free when nothing is said.</summary>
internal sealed record PlanSettings(PlanName Default)
{
    public static PlanSettings Read(IConfiguration configuration) => configuration["Slipway:Plans:Default"] switch
    {
        null or "" => new(PlanName.Free),
        var name when Enum.TryParse<PlanName>(name, ignoreCase: true, out var plan) && Enum.IsDefined(plan) => new(plan),
        var other => throw new InvalidOperationException($"Slipway:Plans:Default is '{other}'. Set it to Free, Team or Enterprise."),
    };
}

/// <summary>What an organization pays for.</summary>
/// <param name="Millions">Of metric points, that it may log in a month beyond the plan's own.</param>
internal sealed record PaidPlan(PlanName Plan, int Seats, long Millions);

/// <summary>An organization's plan with what was agreed on besides.</summary>
/// <param name="Paid">What decides seats and points where the plan is the one that is paid for; null where it was given.</param>
internal sealed record AgreedPlan(Plan Plan, FrozenDictionary<Resource, long?> Overrides, PaidPlan? Paid = null)
{
    private const long Million = 1_000_000;

    public QuotaLimits Limits { get; } = new(Plan.Title, Resources.All.ToFrozenDictionary(resource => resource, resource => Overrides.TryGetValue(resource, out var most) ? most : OfPlan(Plan, Paid, resource)));

    /// <summary>The larger of the plan that was given and the one that is paid for: nobody gets less for paying.</summary>
    public static AgreedPlan Of(PlanName given, PaidPlan? paid, FrozenDictionary<Resource, long?> overrides) =>
        paid?.Plan > given ? new(Plan.Of(paid.Plan), overrides, paid) : new(Plan.Of(given), overrides);

    private static long? OfPlan(Plan plan, PaidPlan? paid, Resource resource) => (resource, paid) switch
    {
        (Resource.Seats, { } bought) => bought.Seats,
        (Resource.MetricPoints, { } bought) => plan.Limits[resource] + bought.Millions * Million,
        _ => plan.Limits[resource],
    };
}

/// <summary>Answers the ledger, and everybody else who has to know an organization's limits.</summary>
internal sealed class PlanLimits(AccessMemory memory, PlanSettings settings) : IQuotaLimits
{
    public async ValueTask<QuotaLimits> OfAsync(Id<Organization> organization, CancellationToken ct) => (await AgreedAsync(organization, ct)).Limits;

    public async Task<QuotaLimits> ReadAsync(SaasDb db, Id<Organization> organization, CancellationToken ct) => (await ReadAsync(db, new Question(organization, settings.Default), ct)).Limits;

    public ValueTask<AgreedPlan> AgreedAsync(Id<Organization> organization, CancellationToken ct) =>
        memory.RememberAsync(new Question(organization, settings.Default), static (db, asked, ct) => ReadAsync(db, asked, ct), ct);

    /// <summary>The plans of several organizations at once.</summary>
    public Task<Dictionary<Id<Organization>, AgreedPlan>> ReadAsync(SaasDb db, IReadOnlyCollection<Id<Organization>> organizations, CancellationToken ct) => ReadAsync(db, organizations, settings.Default, ct);

    private static async Task<AgreedPlan> ReadAsync(SaasDb db, Question asked, CancellationToken ct) => (await ReadAsync(db, [asked.Organization], asked.Default, ct))[asked.Organization];

    // Asked for by the ledger too, which books for organizations that the scope isn't in.
    private static async Task<Dictionary<Id<Organization>, AgreedPlan>> ReadAsync(SaasDb db, IReadOnlyCollection<Id<Organization>> organizations, PlanName otherwise, CancellationToken ct)
    {
        var chosen = await db.OrganizationPlans.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(plan => organizations.Contains(plan.OrganizationId))
            .Select(plan => new { plan.OrganizationId, plan.Plan }).ToDictionaryAsync(plan => plan.OrganizationId, plan => plan.Plan, ct);
        var overrides = (await db.LimitOverrides.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(limit => organizations.Contains(limit.OrganizationId))
            .Select(limit => new { limit.OrganizationId, limit.Resource, limit.Most }).ToListAsync(ct)).ToLookup(limit => limit.OrganizationId);
        var paid = await db.Subscriptions.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(each => organizations.Contains(each.OrganizationId) && each.Status != SubscriptionStatus.Canceled)
            .Select(each => new { each.OrganizationId, each.Status, each.Plan, each.Seats, each.Millions }).ToDictionaryAsync(each => each.OrganizationId, each => new PaidPlan(each.Plan, each.Seats, each.Status is SubscriptionStatus.Active ? each.Millions : 0), ct);
        return organizations.ToDictionary(
            organization => organization,
            organization => AgreedPlan.Of(chosen.GetValueOrDefault(organization, otherwise), paid.GetValueOrDefault(organization), overrides[organization].ToFrozenDictionary(each => each.Resource, each => each.Most)));
    }

    private readonly record struct Question(Id<Organization> Organization, PlanName Default);
}
