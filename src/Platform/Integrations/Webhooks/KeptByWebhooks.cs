using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;

namespace Slipway.Integrations.Webhooks;

/// <summary>Who made which webhook. The webhooks are their projects' and stay.</summary>
internal sealed class KeptByWebhooks : IPersonalData
{
    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
        [new("webhooks", Of(db, user).OrderBy(webhook => webhook.CreatedAt).Select(webhook => new { webhook.Name, webhook.CreatedAt }).AsAsyncEnumerable())];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct) =>
        await Of(db, user).CountAsync(ct) is > 0 and var count ? [$"{(count == 1 ? "A webhook that you made stays" : $"{count} webhooks that you made stay")} with the project, without your name."] : [];

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct) => Of(db, user).ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.MakerId, (Id<User>?)null), ct);

    private static IQueryable<Webhook> Of(SaasDb db, Id<User> user) => db.Webhooks.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(webhook => webhook.MakerId == user);
}
