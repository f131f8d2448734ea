using System.Collections.Frozen;

namespace Slipway.Foundation.Ledger;

/// <summary>How much of everything an organization may have.</summary>
/// <param name="Plan">The plan's name for people.</param>
/// <param name="Most">The limit of each resource; null, or no entry, where there is none.</param>
public sealed record QuotaLimits(string Plan, FrozenDictionary<Resource, long?> Most)
{
    /// <summary>The limit; null when there is none.</summary>
    public long? Of(Resource resource) => Most.GetValueOrDefault(resource);
}

/// <summary>Says how much an organization may have. The ledger, which every module stands on, asks; plans, which know what was agreed on, answer.</summary>
public interface IQuotaLimits
{
    /// <summary>The limits as of now, give or take a second.</summary>
    ValueTask<QuotaLimits> OfAsync(Id<Organization> organization, CancellationToken ct);

    /// <summary>The limits as the context's transaction sees them. A transaction that asked elsewhere would hold one connection and wait for another.</summary>
    Task<QuotaLimits> ReadAsync(Data.SaasDb db, Id<Organization> organization, CancellationToken ct);
}

/// <summary>Counts what an organization really has of a resource. Whoever owns the rows registers one; the ledger opens its balance with it and is checked against it.</summary>
/// <param name="CountAsync">Runs in the context's transaction, and sees what is committed or written there.</param>
public sealed record QuotaMeasure(Resource Resource, Func<Data.SaasDb, Id<Organization>, CancellationToken, Task<long>> CountAsync);
