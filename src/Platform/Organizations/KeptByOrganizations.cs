using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Account;
using Slipway.Organizations.Invitations;

namespace Slipway.Organizations;

/// <summary>A person's places in organizations and projects.</summary>
internal sealed class KeptByOrganizations(QuotaLedger quota) : IPersonalData
{
    public IReadOnlyList<PersonalSection> Sections(SaasDb db, Id<User> user) =>
    [
        new("organizations", (
            from membership in db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly)
            where membership.UserId == user
            join organization in db.Organizations on membership.OrganizationId equals organization.Id
            orderby organization.Slug
            select new { organization.Slug, organization.Name, membership.Role, membership.JoinedAt, membership.SuspendedAt }).AsAsyncEnumerable()),
        new("invitations", (
            from invitation in InvitationsTo(db, user)
            join organization in db.Organizations on invitation.OrganizationId equals organization.Id
            orderby invitation.CreatedAt
            select new { Organization = organization.Slug, invitation.Email, invitation.Role, invitation.CreatedAt, invitation.ExpiresAt, invitation.AcceptedAt, invitation.RevokedAt }).AsAsyncEnumerable()),
        new("projects", (
            from membership in db.ProjectMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where membership.UserId == user
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantAndDeletedFilters) on membership.ProjectId equals project.Id
            join organization in db.Organizations on project.OrganizationId equals organization.Id
            orderby organization.Slug, project.Slug
            select new { Organization = organization.Slug, Project = project.Slug, membership.Role }).AsAsyncEnumerable()),
        new("teams", (
            from membership in db.TeamMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where membership.UserId == user
            join team in db.Teams.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on membership.TeamId equals team.Id
            join organization in db.Organizations on team.OrganizationId equals organization.Id
            orderby organization.Slug, team.Slug
            select new { Organization = organization.Slug, Team = team.Slug, membership.AddedAt }).AsAsyncEnumerable()),
    ];

    public async Task<IReadOnlyList<string>> FateAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var mine = await (
            from membership in db.Memberships
            where membership.UserId == user
            join organization in db.Organizations on membership.OrganizationId equals organization.Id
            orderby organization.Name
            select new { organization.Name, IsAlone = !db.Memberships.Any(other => other.OrganizationId == organization.Id && other.UserId != user) }).ToListAsync(ct);
        return
        [
            .. mine.Where(each => each.IsAlone).Select(each => $"Nobody is left in {each.Name}: it and everything in it can't be opened any more."),
            .. mine.Where(each => !each.IsAlone).Select(each => $"You leave {each.Name}. What you did there stays, and its audit trail keeps the name that you did it under."),
        ];
    }

    // Whether an owner is left may be decided elsewhere at the same moment: each organization takes one change of its people at a time.
    public Task LockAsync(SaasDb db, Id<User> user, CancellationToken ct) =>
        db.Organizations.Where(organization => db.Memberships.Any(membership => membership.OrganizationId == organization.Id && membership.UserId == user && membership.Role == OrganizationRole.Owner)).LockAsync(ct);

    public async Task<Refusal?> HoldAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        var orphaned = await (
            from membership in db.Memberships
            where membership.UserId == user && membership.Role == OrganizationRole.Owner
                && !db.Memberships.Any(other => other.OrganizationId == membership.OrganizationId && other.UserId != user && other.Role == OrganizationRole.Owner)
                && db.Memberships.Any(other => other.OrganizationId == membership.OrganizationId && other.UserId != user)
            join organization in db.Organizations on membership.OrganizationId equals organization.Id
            orderby organization.Name
            select organization.Name).ToListAsync(ct);
        return orphaned.Count == 0 ? null : new Conflict($"You are the only owner of {string.Join(", ", orphaned)}, where others work too. Make somebody else an owner first.");
    }

    public async Task ForgetAsync(SaasDb db, Id<User> user, CancellationToken ct)
    {
        await db.TeamMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(membership => membership.UserId == user).ExecuteDeleteAsync(ct);
        await db.ProjectMemberships.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(membership => membership.UserId == user).ExecuteDeleteAsync(ct);
        await InvitationsTo(db, user).ExecuteDeleteAsync(ct);
        var places = db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).Where(membership => membership.UserId == user);
        foreach (var organization in await places.Select(membership => membership.OrganizationId).ToListAsync(ct))
        {
            await quota.CreditAsync(db, organization, Resource.Seats, 1, "an account was deleted", ct);
        }

        await places.ExecuteDeleteAsync(ct);
    }

    private static IQueryable<Invitation> InvitationsTo(SaasDb db, Id<User> user) =>
        db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(invitation => db.Users.Any(row => row.Id == user.Value && row.NormalizedEmail == invitation.NormalizedEmail));
}
