using Slipway.Identity.ServiceAccounts;
using Slipway.World;
using Xunit;

namespace Slipway.Safety;

/// <summary>Those who ask everything, one after the other.</summary>
[CollectionDefinition]
public sealed class Walk : ICollectionFixture<WalkedHost>;

/// <summary>A host of the walk's own, so that nobody else changes its database meanwhile.</summary>
public sealed class WalkedHost : IAsyncLifetime
{
    public SlipwayHost Host { get; } = new() { CommentsPerMinute = 0 };

    // Whom trust rules trust: one is asked for its keys when a rule is added.
    private Authority _authority = null!;

    internal Things Things { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        // Of a finished export one is told, and a mail would be written while the walk compares rows.
        (await Host.Ada.SendAsync(HttpMethod.Patch, "/api/v1/account/notifications", new { mail = new[] { new { category = "organization", mail = "off" } }, inbox = Array.Empty<object>() })).EnsureSuccessStatusCode();
        var things = await Things.MakeAsync(Host.Ada) with { Leaver = (await Host.JoinAcmeAsync()).Id };
        _authority = await Authority.StartAsync();
        things = await things.WithServiceAccountAsync(Host.Ada, _authority.Issuer);
        Things = await things.WithExportsAsync(Host.Ada);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _authority.DisposeAsync();
    }
}
