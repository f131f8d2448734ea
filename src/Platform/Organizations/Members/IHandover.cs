using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Members;

/// <summary>Who takes over what somebody answered for, and through whom.</summary>
/// <param name="From">Who leaves.</param>
/// <param name="To">Who answers for it from now on.</param>
/// <param name="Heir">Their name.</param>
/// <param name="By">Who decided so.</param>
/// <param name="At">When, in UTC.</param>
public sealed record Handing(Id<User> From, Id<User> To, string Heir, Principal By, DateTime At);

/// <summary>What a module lets people of an organization answer for, and hands to somebody else when they leave it.</summary>
public interface IHandover
{
    /// <summary>What somebody answers for in the scope's organization, such as «2 registered models»; empty when it is nothing.</summary>
    Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<User> person, CancellationToken ct);

    /// <summary>Hands it all over, in the transaction that ends the membership.</summary>
    Task HandOverAsync(SaasDb db, Handing handing, CancellationToken ct);
}
