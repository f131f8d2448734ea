using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;

namespace Slipway.Collaboration.Notifications;

/// <summary>A person's inbox, what they watch and what they chose about it.</summary>
internal sealed class KeptByNotifications : IPersonalData
{
    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("inbox", (
            from row in db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where row.UserId == user
            join organization in db.Organizations on row.OrganizationId equals organization.Id
            orderby row.Key
            select new { Organization = organization.Slug, row.Subject, row.Title, row.ActorName, row.Sentence, row.At, row.ReadAt }).AsAsyncEnumerable()),
        new("watches", (
            from watch in db.Watches.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where watch.UserId == user
            join organization in db.Organizations on watch.OrganizationId equals organization.Id
            orderby watch.Since
            select new { Organization = organization.Slug, watch.Subject, watch.Reason, watch.IsOn, watch.Since }).AsAsyncEnumerable()),
        new("notificationMails", db.NotificationMailChoices.Where(choice => choice.UserId == user).Select(choice => new { choice.Category, choice.Mode }).AsAsyncEnumerable()),
        new("notificationKinds", db.NotificationKindChoices.Where(choice => choice.UserId == user).Select(choice => new { choice.Kind, choice.IsOn }).AsAsyncEnumerable()),
    ];

    public Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>(["Your inbox, and what you watch, are deleted."]);

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.UserId == user).ExecuteDeleteAsync(ct);
        await db.Watches.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(watch => watch.UserId == user).ExecuteDeleteAsync(ct);
        await db.NotificationMailChoices.Where(choice => choice.UserId == user).ExecuteDeleteAsync(ct);
        await db.NotificationKindChoices.Where(choice => choice.UserId == user).ExecuteDeleteAsync(ct);
        await db.NotificationMailRhythms.Where(rhythm => rhythm.UserId == user).ExecuteDeleteAsync(ct);
        // What they did stays in others' inboxes, without their name.
        await db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.ActorId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ActorId, (Id<User>?)null).SetProperty(row => row.ActorName, "Somebody"), ct);
    }
}
