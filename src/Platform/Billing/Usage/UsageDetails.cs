using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>What an organization may have, and what it has.</summary>
/// <param name="Plan">The plan's name for people.</param>
/// <param name="For">Whom the plan is made for.</param>
/// <param name="Resources">In the order in which people read them.</param>
public sealed record UsageDetails(string Plan, string For, IReadOnlyList<UsageLine> Resources);

/// <summary>One resource.</summary>
/// <param name="Name">For people.</param>
/// <param name="Used">As of now; null of what isn't booked.</param>
/// <param name="Limit">Null where there is none.</param>
/// <param name="IsAgreed">Whether the limit was agreed on with the organization, in place of the plan's.</param>
/// <param name="ReachedOn">When the limit is reached at the pace of the last weeks, or of this month; null when it isn't within a year, or this month.</param>
/// <param name="AtTheLimit">What happens there, in a sentence.</param>
/// <param name="History">By the day, the oldest first; the last is today.</param>
public sealed record UsageLine(Resource Resource, string Name, long? Used, long? Limit, bool IsAgreed, DateTime? ReachedOn, string AtTheLimit, IReadOnlyList<UsageOfDay> History)
{
    /// <summary>Of the limit, in whole percent, rounded down; null where there is no limit, or one of nothing.</summary>
    public long? Percent => Used is { } used && Limit is > 0 and { } limit ? (long)((decimal)used * 100 / limit) : null;
}

/// <summary>How much was used at the end of a day.</summary>
/// <param name="Day">UTC.</param>
public sealed record UsageOfDay(DateOnly Day, long Used);
