using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Inbox;

/// <summary>
/// What of an inbox its owner may still see. Rows outlive the access that they were written under, so each reading asks again: an
/// organization or a project that was lost takes its rows with it, and they are back when it is.
/// </summary>
internal sealed record InboxSight(Id<User> User, IReadOnlyList<Id<Organization>> Organizations, IReadOnlyList<Id<Project>> Projects)
{
    /// <param name="only">The one organization that a token works in; null for all.</param>
    public static async Task<InboxSight> ReadAsync(SaasDb db, AccessMemory memory, Id<User> user, Id<Organization>? only, CancellationToken ct)
    {
        var organizations = await db.Memberships.Where(membership => membership.UserId == user && (only == null || membership.OrganizationId == only))
            .Select(membership => membership.OrganizationId).ToListAsync(ct);
        var heardOf = await db.Projects.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(project => organizations.Contains(project.OrganizationId)
                && (db.Notifications.Any(row => row.ProjectId == project.Id && row.UserId == user) || db.Watches.Any(watch => watch.ProjectId == project.Id && watch.UserId == user)))
            .Select(project => new { project.Id, project.OrganizationId, project.Visibility }).ToListAsync(ct);
        List<Id<Project>> seen = [];
        foreach (var project in heardOf)
        {
            if ((await memory.GrantsAsync(project.OrganizationId, user, ct)).In(project.Id, project.Visibility) is not null)
            {
                seen.Add(project.Id);
            }
        }

        return new(user, organizations, seen);
    }

    /// <summary>The person's own rows that may be seen.</summary>
    public IQueryable<Notification> Rows(SaasDb db) => db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
        .Where(row => row.UserId == User && Organizations.Contains(row.OrganizationId) && (row.ProjectId == null || Projects.Contains(row.ProjectId.Value)));
}
