using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Versions;

/// <summary>Keeps a folder as it is from before a version's files are read until the version itself holds it.</summary>
public sealed class FolderHolds(IDbContextFactory<SaasDb> dbs, StoredBytes bytes, Tenant tenant, TimeProvider time)
{
    // With the time after it, so that what a stopped process left is found.
    private const string UnderWay = "registering/";
    private const string Holder = "the registration of a version";

    /// <summary>Places a hold that ends with what is returned, unless <see cref="KeepAsync"/> makes it a version's.</summary>
    internal async Task<FolderHold> PlaceAsync(KnownProject project, string folder, CancellationToken ct)
    {
        var placedBy = $"{BegunAt(time.GetUtcNow())}/{Guid.NewGuid():N}";
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.TransactAsync<Done>(
            async () =>
            {
                // Who writes files holds the balance from before it looks for holds: after this commit nobody writes who hasn't seen this one.
                await bytes.HoldAsync(db, tenant.Id, ct);
                db.ContentHolds.Add(ContentHold.Place(tenant.Id, project.Id, folder, placedBy, Holder));
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
        return new(dbs, placedBy);
    }

    /// <summary>Lets the version hold the folder in the place of its registration, when that commits.</summary>
    internal static async Task KeepAsync(SaasDb db, FolderHold hold, string placedBy, string holder, CancellationToken ct) =>
        (await db.ContentHolds.SingleAsync(held => held.PlacedBy == hold.PlacedBy, ct)).Pass(placedBy, holder);

    /// <summary>With which <see cref="ContentHold.PlacedBy"/> begins for registrations that began at a time: in their order.</summary>
    internal static string BegunAt(DateTimeOffset time) => FormattableString.Invariant($"{UnderWay}{time.ToUnixTimeMilliseconds():D14}");
}

/// <summary>A hold of a registration under way; disposing of it ends it where no version has taken it over.</summary>
internal sealed class FolderHold(IDbContextFactory<SaasDb> dbs, string placedBy) : IAsyncDisposable
{
    public string PlacedBy => placedBy;

    public async ValueTask DisposeAsync()
    {
        await using var db = await dbs.CreateDbContextAsync(CancellationToken.None);
        await db.ContentHolds.Where(hold => hold.PlacedBy == placedBy).ExecuteDeleteAsync(CancellationToken.None);
    }
}

/// <summary>Ends the holds of registrations that never ended, because their process did.</summary>
internal sealed class EndLeftHolds(IDbContextFactory<SaasDb> dbs, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var (first, last) = (FolderHolds.BegunAt(DateTimeOffset.UnixEpoch), FolderHolds.BegunAt(time.GetUtcNow() - Longest));
        await using var db = await dbs.CreateDbContextAsync(ct);
#pragma warning disable CA1309 // Carried out by the database, whose columns compare by their letters; an ordinal comparison isn't translated.
        await db.ContentHolds.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(hold => string.Compare(hold.PlacedBy, first) >= 0 && string.Compare(hold.PlacedBy, last) < 0).ExecuteDeleteAsync(ct);
#pragma warning restore CA1309
    }
}
