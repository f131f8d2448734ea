using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Account;

/// <summary>One part of a person's export.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Rows">Records, read while they are written.</param>
public sealed record PersonalSection(string Name, IAsyncEnumerable<object> Rows);

/// <summary>What a module keeps on a person, in all organizations: taken out with the export, forgotten with the account.</summary>
public interface IPersonalData
{
    /// <summary>Everything that is kept.</summary>
    IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user);

    /// <summary>What becomes of it when the account goes, as sentences for its owner.</summary>
    Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct);

    /// <summary>Makes sure that what <see cref="HoldAsync"/> answers stays true until the transaction that deletes the account is committed.</summary>
    Task LockAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Why the account can't go yet; null when it can.</summary>
    Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct);

    /// <summary>Deletes it, or takes the name off it, in the transaction that deletes the account.</summary>
    Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct);
}
