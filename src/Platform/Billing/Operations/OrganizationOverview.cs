using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Operations;

/// <summary>How much an organization uses of something.</summary>
/// <param name="Limit">The most that it may have; null where there is no limit.</param>
public sealed record ResourceUse(Resource Resource, long Used, long? Limit)
{
    /// <summary>The share of the limit in percent; null without one.</summary>
    public long? Percent => Limit is > 0 and var most ? (long)(100m * Used / most) : null;
}

/// <summary>An organization as operators see it: what it has and uses, and nothing of what is in it.</summary>
/// <param name="LastActivity">When the last event of it was recorded, in UTC; null when none was.</param>
/// <param name="Uses">Of everything that the ledger books; points are those of the running month.</param>
public sealed record OrganizationOverview(string Slug, string Name, string Plan, DateTime CreatedAt, DateTime? LastActivity, IReadOnlyList<ResourceUse> Uses);

/// <summary>A page of organizations, by their addresses.</summary>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record OrganizationOverviews(IReadOnlyList<OrganizationOverview> Items, string? Next);
