using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Identity.Profile;

namespace Slipway.Collaboration.Activity;

/// <summary>Whose and what activity is meant; what is null isn't asked for.</summary>
public sealed record ActivityFilter
{
    /// <summary>Who did it.</summary>
    public Id<User>? Person { get; init; }

    /// <summary>What it happened to, and everything below it, such as <c>projects/vision/models/fraud</c>.</summary>
    [MaxLength(840)]
    public string? Subject { get; init; }

    /// <summary>The IANA name of a time zone: what somebody did again on the same day there is told as one; without it, within the same hour.</summary>
    [MaxLength(64)]
    public string? Zone { get; init; }
}

/// <summary>What somebody did, once or several times within an hour or a day.</summary>
/// <param name="Number">The number of the last of its events, by which pages go on.</param>
/// <param name="Count">How often.</param>
/// <param name="ActorId">Who did it; null when it was the server itself.</param>
/// <param name="Avatar">The address of their picture; null for the initials.</param>
/// <param name="Sentence">What is said after the actor's name, such as <c>logged 42 runs</c>.</param>
/// <param name="Subject">What it happened to, as an address within the organization; of several things, what holds them all.</param>
/// <param name="Page">The page that shows the subject, below the organization's own address; null when the subject has none.</param>
/// <param name="At">When it happened last.</param>
public sealed record ActivityItem(long Number, int Count, Id<User>? ActorId, string ActorName, string? Avatar, string Kind, string Sentence, string Subject, string? Page, DateTime At);

/// <summary>A page of activity, newest first.</summary>
/// <param name="Next">The number before which the next page begins; null when there is no more.</param>
public sealed record ActivityPage(IReadOnlyList<ActivityItem> Items, long? Next);

/// <summary>Somebody whose activity is shown.</summary>
/// <param name="Name">The name that they have now, or had when they last did something here.</param>
/// <param name="Role">What they are in the organization; null when they aren't in it any more.</param>
public sealed record ActivePerson(Id<User> Id, string Name, string? Avatar, OrganizationRole? Role);

/// <summary>What people did lately, as far as the caller may see it.</summary>
public sealed class ActivityService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, EventStories stories)
{
    /// <summary>The most items of a page.</summary>
    public const int PageLimit = 200;

    /// <summary>The live topic that says that more was gathered in the organization.</summary>
    public static string Topic(Id<Organization> organization) => $"activity/{organization}";

    /// <summary>What was done in the organization and in those of its projects that the caller sees.</summary>
    /// <param name="before">Only what has a smaller number; null begins at the newest.</param>
    /// <param name="limit">The most items of the page, up to <see cref="PageLimit"/>.</param>
    public async Task<Result<ActivityPage>> ListAsync(ActivityFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await PageAsync(db, Seen(db, await access.SightAsync(ct)), filter, before, limit, ct);
    }

    /// <summary>What was done in a project.</summary>
    /// <param name="before">Only what has a smaller number; null begins at the newest.</param>
    /// <param name="limit">The most items of the page, up to <see cref="PageLimit"/>.</param>
    public async Task<Result<ActivityPage>> ListAsync(KnownProject project, ActivityFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await PageAsync(db, db.Activity.Where(row => row.ProjectId == project.Id), filter, before, limit, ct);
    }

    /// <summary>Who somebody is: a member, for whoever sees the organization's people, or somebody whose activity the caller sees.</summary>
    public async Task<Result<ActivePerson>> PersonAsync(Id<User> person, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var role = await db.Memberships.Where(each => each.OrganizationId == tenant.Id && each.UserId == person).Select(each => (OrganizationRole?)each.Role).SingleOrDefaultAsync(ct);
        var name = await Seen(db, await access.SightAsync(ct)).Where(row => row.ActorId == person).OrderByDescending(row => row.Last).Select(row => row.ActorName).FirstOrDefaultAsync(ct);
        if (name is null && !access.IsSelf(person) && await access.RequireAsync(Permission.PeopleRead, ct) is { } unseen)
        {
            return unseen;
        }

        if (name is null && role is null)
        {
            return new NotFound("There is nobody of that id in this organization.");
        }

        var account = await db.Users.Where(user => user.Id == person.Value).Select(user => new { user.DisplayName, user.AvatarVersion }).SingleOrDefaultAsync(ct);
        return new ActivePerson(person, account?.DisplayName ?? name ?? "", ProfileService.AvatarAddress(person, account?.AvatarVersion), role);
    }

    // Guests and tokens of one project see what they were given, and nothing of the organization's own affairs.
    private IQueryable<ActivityRow> Seen(SaasDb db, Sight sight)
    {
        var seesOrganization = sight is { Only: null } and ({ SeesOrganizationWide: true } or { SeesPrivate: true });
        var seesProjects = access.Principal.Token?.Permissions?.Contains(Permission.RunsRead) ?? true;
        var projects = db.Projects.VisibleTo(sight);
        return db.Activity.Where(row => (row.ProjectId == null && seesOrganization) || (seesProjects && projects.Any(project => project.Id == row.ProjectId)));
    }

    private async Task<Result<ActivityPage>> PageAsync(SaasDb db, IQueryable<ActivityRow> rows, ActivityFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (filter.Zone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
        {
            return new Invalid($"There is no time zone '{name}'. Use an IANA name, such as 'Europe/Berlin', or leave it out.");
        }

        if (filter.Person is { } person)
        {
            rows = rows.Where(row => row.ActorId == person);
        }

        if (filter.Subject?.Trim('/') is { Length: > 0 } subject)
        {
            // All that begins with the subject and a slash, as a span that the index has: '0' is the letter after the slash.
            var (from, to) = ($"{subject}/", $"{subject}0");
            // Not run here but translated, and the databases compare by letters.
#pragma warning disable CA1309
            rows = rows.Where(row => row.Place == subject || (string.Compare(row.Place, from) >= 0 && string.Compare(row.Place, to) < 0));
#pragma warning restore CA1309
        }

        if (before is { } end)
        {
            rows = rows.Where(row => row.Last < end);
        }

        var most = Math.Clamp(limit, 1, PageLimit);
        var found = await rows.AsNoTracking().OrderByDescending(row => row.Last).Take(most + 1).ToListAsync(ct);
        var people = found.Select(row => row.ActorId).OfType<Id<User>>().Select(id => id.Value).Distinct().ToList();
        var pictures = await db.Users.Where(user => people.Contains(user.Id) && user.AvatarVersion != null)
            .Select(user => new { user.Id, user.AvatarVersion })
            .ToDictionaryAsync(user => new Id<User>(user.Id), user => user.AvatarVersion, ct);
        var told = Joined(found.Take(most), filter.Zone);
        return new ActivityPage([.. told.Select(each => Item(each.Newest, each.Count, each.Newest.ActorId is { } id ? ProfileService.AvatarAddress(id, pictures.GetValueOrDefault(id)) : null))], found.Count > most ? found[most - 1].Last : null);
    }

    // Rows are hours; a day is the reader's.
    private static IEnumerable<(ActivityRow Newest, int Count)> Joined(IEnumerable<ActivityRow> rows, string? zone) =>
        zone is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? rows.GroupBy(row => (row.ActorId, row.Kind, row.Place, TimeZoneInfo.ConvertTimeFromUtc(row.At, found).Date)).Select(same => (same.First(), same.Sum(row => row.Count)))
            : rows.Select(row => (row, row.Count));

    private ActivityItem Item(ActivityRow row, int count, string? avatar)
    {
        var fact = new EventFact(row.Last, row.Kind, row.Subject, row.ProjectId, row.ActorId, row.ActorName, row.At, JsonElement.Parse(row.Data));
        var subject = count == 1 ? row.Subject : row.Place;
        return new(row.Last, count, row.ActorId, row.ActorName, avatar, row.Kind, stories.Tell(fact, count), subject, stories.PageOf(fact, count), row.At);
    }
}
