using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;

namespace Slipway.Collaboration.Notifications.Mailing;

/// <summary>
/// Writes the mails about inboxes: what is wanted at once, gathered so that a hundred runs that fail are a few mails, and each morning the digest. A mail is
/// written in the transaction that says that it was, so a second run, or another replica's, writes none.
/// </summary>
internal sealed class MailNotifications(IDbContextFactory<SaasDb> dbs, AccessMemory memory, NotificationLetters letters, Post post, TimeProvider time)
{
    /// <summary>The hour, in the person's own zone, after which the digest is written.</summary>
    public const int DigestHour = 8;

    /// <summary>How long after a mail the next one waits, gathering.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var waiting = await db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.Mail != MailDue.None)
            .Select(row => new { row.UserId, row.Mail }).Distinct().ToListAsync(ct);
        foreach (var each in waiting)
        {
            await using var fresh = await dbs.CreateDbContextAsync(ct);
            await (each.Mail is MailDue.Soon ? GatherAsync(fresh, each.UserId, ct) : DigestAsync(fresh, each.UserId, ct));
        }

        post.Hurry();
    }

    // How many rows one statement names.
    private const int AtOnce = 1_000;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task GatherAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var rhythm = await RhythmAsync(db, user, ct);
        if (rhythm.GatheredAt + Pause > Now)
        {
            return;
        }

        await WriteAsync(
            db, user, MailDue.Soon, null,
            () => db.NotificationMailRhythms.Where(row => row.UserId == user && row.GatheredAt == rhythm.GatheredAt).ExecuteUpdateAsync(set => set.SetProperty(row => row.GatheredAt, Now), ct), ct);
    }

    private async Task DigestAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var zone = await db.Users.Where(row => row.Id == user.Value).Select(row => row.TimeZone).SingleOrDefaultAsync(ct);
        var (day, until) = Morning(zone, Now);
        var rhythm = await RhythmAsync(db, user, ct);
        if (rhythm.DigestedOn >= day)
        {
            return;
        }

        await WriteAsync(
            db, user, MailDue.Daily, until,
            () => db.NotificationMailRhythms.Where(row => row.UserId == user && row.DigestedOn == rhythm.DigestedOn).ExecuteUpdateAsync(set => set.SetProperty(row => row.DigestedOn, day), ct), ct);
    }

    /// <summary>The last morning that was in a zone: its day there, and the moment in UTC up to which its digest tells.</summary>
    internal static (DateTime Day, DateTime Until) Morning(string? zone, DateTime now)
    {
        var place = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTimeFromUtc(now, place);
        var day = (local.Hour >= DigestHour ? local : local.AddDays(-1)).Date;
        var morning = DateTime.SpecifyKind(day.AddHours(DigestHour), DateTimeKind.Unspecified);
        // Where clocks go forward at that hour there is no such time: the next that is will do.
        return (DateTime.SpecifyKind(day, DateTimeKind.Utc), TimeZoneInfo.ConvertTimeToUtc(place.IsInvalidTime(morning) ? morning.AddHours(1) : morning, place));
    }

    private static async Task<MailRhythm> RhythmAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        if (await db.NotificationMailRhythms.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user, ct) is { } known)
        {
            return known;
        }

        var begun = db.NotificationMailRhythms.Add(MailRhythm.Begin(user));
        try
        {
            await db.SaveChangesAsync(ct);
            return begun.Entity;
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            // Another run began it meanwhile; which of the two writes the mail is decided by who claims it.
            begun.State = EntityState.Detached;
            return await db.NotificationMailRhythms.AsNoTracking().SingleAsync(row => row.UserId == user, ct);
        }
    }

    /// <param name="until">Only what happened before; null for all that is due.</param>
    /// <param name="claimAsync">Notes that this mail is written; finds nothing to note when another one did.</param>
    private async Task WriteAsync(SaasDb db, Id<User> user, MailDue due, DateTime? until, Func<Task<int>> claimAsync, CancellationToken ct)
    {
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == user.Value, ct);
        var sight = await InboxSight.ReadAsync(db, memory, user, null, ct);
        await db.TransactAsync<Done>(
            async () =>
            {
                // What may not be seen any more, or was read meanwhile, isn't told.
                // All that is due is known before it is looked at who may see it: a row that is committed in between is for the next mail, and a key alone doesn't tell, because rows are committed in another order.
                var keys = await Due(db, user, due, until).Select(row => row.Key).ToListAsync(ct);
                var rows = await RowsAsync(sight.Rows(db).Where(row => row.Mail == due && row.ReadAt == null), keys, ct);
                if (keys.Count == 0 || (rows.Count > 0 && await claimAsync() == 0))
                {
                    return default(Done);
                }

                foreach (var some in keys.Chunk(AtOnce))
                {
                    await Due(db, user, due, until).Where(row => some.Contains(row.Key)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Mail, MailDue.None), ct);
                }

                if (rows.Count > 0 && account is { EmailConfirmed: true, Email: { } email })
                {
                    post.Write(db, email, await letters.WriteAsync(db, account, rows, due is MailDue.Daily, ct));
                    await db.SaveChangesAsync(ct);
                }

                return default(Done);
            },
            ct);
    }

    private static async Task<List<Notification>> RowsAsync(IQueryable<Notification> rows, List<long> keys, CancellationToken ct)
    {
        List<Notification> found = [];
        foreach (var some in keys.Chunk(AtOnce))
        {
            found.AddRange(await rows.Where(row => some.Contains(row.Key)).ToListAsync(ct));
        }

        return [.. found.OrderByDescending(row => row.Key)];
    }

    private static IQueryable<Notification> Due(SaasDb db, Id<User> user, MailDue due, DateTime? until) =>
        db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => row.UserId == user && row.Mail == due && (until == null || row.At < until));
}
