using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Organizations.Members;

namespace Slipway.Integrations.Webhooks;

/// <summary>The webhooks that somebody made: whoever takes them over is told when one is disabled.</summary>
internal sealed class HandedOverByWebhooks : IHandover
{
    public async Task<IReadOnlyList<string>> HeldAsync(SaasDb db, Id<User> person, CancellationToken ct) =>
        await db.Webhooks.CountAsync(webhook => webhook.MakerId == person, ct) is > 0 and var count ? [count == 1 ? "1 webhook" : $"{count:N0} webhooks"] : [];

    public Task HandOverAsync(SaasDb db, Handing handing, CancellationToken ct) =>
        db.Webhooks.Where(webhook => webhook.MakerId == handing.From).ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.MakerId, (Id<User>?)handing.To), ct);
}
