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

    internal Things Things { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        // Of a finished export one is told, and a mail would be written while the walk compares rows.
        (await Host.Ada.SendAsync(HttpMethod.Patch, "/api/v1/account/notifications", new { mail = new[] { new { category = "organization", mail = "off" } }, inbox = Array.Empty<object>() })).EnsureSuccessStatusCode();
        var things = await Things.MakeAsync(Host.Ada) with { Leaver = (await Host.JoinAcmeAsync()).Id };
        Things = await things.WithExportsAsync(Host.Ada);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
