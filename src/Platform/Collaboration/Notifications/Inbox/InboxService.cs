using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Collaboration.Notifications.Inbox;

/// <summary>
/// The caller's own inbox, over all of their organizations: one person has one inbox. With a token, which works in one organization, it is that
/// organization's part of it.
/// </summary>
public sealed class InboxService(IDbContextFactory<SaasDb> dbs, WriteGate gate, Access access, AccessMemory memory, Watchables watchables, LiveFeed live, TimeProvider time)
{
    /// <summary>The most subjects of a page.</summary>
    public const int PageLimit = 100;

    /// <summary>The most events of one subject that are answered at once.</summary>
    public const int EntryLimit = 50;

    /// <summary>How many subjects have something unread.</summary>
    public async Task<Result<InboxCount>> CountAsync(CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await SightAsync(db, ct);
        return new InboxCount(await sight.Rows(db).Where(row => row.ReadAt == null).Select(row => new { row.OrganizationId, row.SubjectHash }).Distinct().CountAsync(ct));
    }

    /// <summary>A page of the inbox by subject, that with the newest event first.</summary>
    /// <param name="filter">Which part of it.</param>
    /// <param name="before">Where the page before ended; null for the first page.</param>
    /// <param name="limit">How many subjects, at most <see cref="PageLimit"/>.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<InboxPage>> ListAsync(InboxFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = Matching(db, (await SightAsync(db, ct)).Rows(db), filter.Organization, null, filter.Category);
        if (filter.Unread)
        {
            rows = rows.Where(row => row.ReadAt == null);
        }

        var most = Math.Clamp(limit, 1, PageLimit);
        var groups = await rows.GroupBy(row => new { row.OrganizationId, row.SubjectHash })
            .Select(group => new { Newest = group.Max(row => row.Key), Count = group.Count(), Unread = group.Count(row => row.ReadAt == null) })
            .Where(group => before == null || group.Newest < before)
            .OrderByDescending(group => group.Newest).Take(most + 1).ToListAsync(ct);
        var page = groups.Take(most).ToList();
        var newest = page.Select(group => group.Newest).ToList();
        var entries = await EntriesAsync(db, db.Notifications.Where(row => newest.Contains(row.Key)), newest.Count, ct);
        var items = page.Join(entries, group => group.Newest, entry => entry.Row.Key, (group, entry) => Item(entry, group.Count, group.Unread)).ToList();
        return new InboxPage(items, groups.Count > most ? page[^1].Newest : null);
    }

    /// <summary>What happened to one subject, newest first.</summary>
    /// <param name="organization">The organization's address.</param>
    /// <param name="subject">The subject's address within it.</param>
    /// <param name="before">Only what is older than this key; null for the newest.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<IReadOnlyList<InboxEntry>>> OpenAsync(string organization, string subject, long? before, CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = Matching(db, (await SightAsync(db, ct)).Rows(db), organization, subject, null).Where(row => before == null || row.Key < before);
        var entries = await EntriesAsync(db, rows, EntryLimit, ct);
        return entries.Select(Entry).ToList();
    }

    /// <summary>Marks a part of the inbox as read or unread. What was read isn't mailed any more.</summary>
    public async Task<Result<InboxMarked>> MarkAsync(MarkInbox mark, CancellationToken ct)
    {
        if (await access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await SightAsync(db, ct);
        var rows = Matching(db, sight.Rows(db), mark.Organization, mark.Subject, mark.Category).Where(row => mark.Through == null || row.Key <= mark.Through);
        var marked = mark.Read is true ? await MarkReadAsync(rows.Where(row => row.ReadAt == null), ct) : await MarkUnreadAsync(rows.Where(row => row.ReadAt != null), ct);
        if (marked > 0)
        {
            live.Publish(Topics.Person(sight.User), LiveMessage.Changed);
        }

        return new InboxMarked(marked);
    }

    private async Task<int> MarkReadAsync(IQueryable<Notification> rows, CancellationToken ct)
    {
        // Opening a page asks this whenever it is shown, and mostly finds nothing.
        if (!await rows.AnyAsync(ct))
        {
            return 0;
        }

        var now = time.GetUtcNow().UtcDateTime;
        using var turn = await gate.EnterAsync(ct);
        return await rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadAt, now).SetProperty(row => row.Mail, MailDue.None), ct);
    }

    private async Task<int> MarkUnreadAsync(IQueryable<Notification> rows, CancellationToken ct)
    {
        using var turn = await gate.EnterAsync(ct);
        return await rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadAt, (DateTime?)null), ct);
    }

    private Task<InboxSight> SightAsync(SaasDb db, CancellationToken ct) =>
        InboxSight.ReadAsync(db, memory, access.Principal.UserId, access.Principal.Token?.OrganizationId, ct);

    private static IQueryable<Notification> Matching(SaasDb db, IQueryable<Notification> rows, string? organization, string? subject, string? category)
    {
        if (organization is not null)
        {
            rows = rows.Where(row => db.Organizations.Any(each => each.Id == row.OrganizationId && each.Slug == organization));
        }

        if (subject is not null)
        {
            var hash = SubjectAddress.Hash(subject);
            rows = rows.Where(row => row.SubjectHash == hash);
        }

        return category is null ? rows : rows.Where(row => row.Category == category);
    }

    private static async Task<List<Read>> EntriesAsync(SaasDb db, IQueryable<Notification> rows, int limit, CancellationToken ct) => await (
        from row in rows.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AsNoTracking()
        join organization in db.Organizations on row.OrganizationId equals organization.Id
        join project in db.Projects on row.ProjectId equals (Id<Project>?)project.Id into projects
        from project in projects.DefaultIfEmpty()
        orderby row.Key descending
        select new Read(row, organization.Slug, organization.Name, project == null ? null : project.Slug, project == null ? null : project.Name)).Take(limit).ToListAsync(ct);

    private InboxItem Item(Read read, int count, int unread) => new(
        read.Organization, read.OrganizationName, read.Project, read.ProjectName, read.Row.Subject, read.Row.Title, watchables.Noun(read.Row.Subject), count, unread, Entry(read));

    private InboxEntry Entry(Read read)
    {
        var row = read.Row;
        var via = row.Via.Length == 0 ? null : watchables.Noun(row.Via);
        return new(
            row.Key, row.Kind, row.Category, row.ActorId, row.ActorName, row.Sentence, $"/{read.Organization}/{row.Page}".TrimEnd('/'), row.At, row.ReadAt is not null,
            Why.Sentence(row.Reason, watchables.Noun(row.Subject), via));
    }

    private sealed record Read(Notification Row, string Organization, string OrganizationName, string? Project, string? ProjectName);
}
