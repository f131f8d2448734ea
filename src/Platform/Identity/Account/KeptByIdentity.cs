using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Account;

/// <summary>The account itself: profile, picture, sessions, history, passkeys, tokens and mails.</summary>
internal sealed class KeptByIdentity : IPersonalData
{
    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("profile", db.Users.Where(row => row.Id == user.Value)
            .Select(row => new { row.Id, Name = row.DisplayName, row.Email, row.EmailConfirmed, row.TimeZone, row.Theme, row.TwoFactorEnabled, row.CreatedAt }).AsAsyncEnumerable()),
        new("picture", db.Avatars.Where(row => row.UserId == user).Select(row => new { row.ContentType, row.Bytes }).AsAsyncEnumerable()),
        new("sessions", db.Sessions.Where(row => row.UserId == user).OrderBy(row => row.CreatedAt).Select(row => new { row.Browser, row.Address, row.CreatedAt, row.LastSeenAt }).AsAsyncEnumerable()),
        new("history", db.AccountEvents.Where(row => row.UserId == user).OrderBy(row => row.Key).Select(row => new { row.Kind, row.Browser, row.Address, row.At }).AsAsyncEnumerable()),
        new("passkeys", db.Set<IdentityUserPasskey<Guid>>().Where(row => row.UserId == user.Value).Select(row => new { row.Data.Name, row.Data.CreatedAt }).AsAsyncEnumerable()),
        new("tokens", db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.OwnerId == user).OrderBy(row => row.CreatedAt)
            .Select(row => new { row.Name, row.Hint, row.Permissions, row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt }).AsAsyncEnumerable()),
        new("mails", Mails(db, user).OrderBy(mail => mail.CreatedAt).Select(mail => new { mail.To, mail.Subject, mail.CreatedAt, mail.SentAt }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var tokens = await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).CountAsync(token => token.OwnerId == user && token.RevokedAt == null, ct);
        return
        [
            "Your profile, picture, passkeys and history are deleted, and every browser is signed out.",
            .. tokens > 0 ? new[] { $"{tokens} API token{(tokens == 1 ? " stops" : "s stop")} working: scripts that use {(tokens == 1 ? "it" : "them")} fail." } : [],
        ];
    }

    public Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await Mails(db, user).ExecuteDeleteAsync(ct);
        await db.Avatars.Where(row => row.UserId == user).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(row => row.UserId == user).ExecuteDeleteAsync(ct);
        await db.AccountEvents.Where(row => row.UserId == user).ExecuteDeleteAsync(ct);
        await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.OwnerId == user).ExecuteDeleteAsync(ct);
    }

    private static IQueryable<Mailing.Mail> Mails(SaasDb db, Id<User> user) => db.Mails.Where(mail => db.Users.Any(row => row.Id == user.Value && row.Email == mail.To));
}
