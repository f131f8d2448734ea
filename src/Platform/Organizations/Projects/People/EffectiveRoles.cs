using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Organizations.Members;

namespace Slipway.Organizations.Projects.People;

/// <summary>Where a role in a project comes from.</summary>
public enum RoleSource
{
    /// <summary>As owner or admin of the organization, who see and manage every project.</summary>
    Administrator,

    /// <summary>As a member of the organization, because the project is open to it.</summary>
    Organization,

    /// <summary>Given to this person, in this project.</summary>
    Given,

    /// <summary>Given to a team that the person is in.</summary>
    Team,
}

/// <summary>One reason for a role; the highest one counts.</summary>
/// <param name="Team">The team's address, where it comes through one.</param>
/// <param name="TeamName">The team's name, where it comes through one.</param>
/// <param name="GivenBy">Who gave it, as they are called now; null where nobody did, that wasn't kept, or their account is gone.</param>
/// <param name="GivenAt">When it was given, in UTC; null where it wasn't, or that wasn't kept.</param>
public sealed record RoleReason(ProjectRole Role, RoleSource Source, string? Team = null, string? TeamName = null, string? GivenBy = null, DateTime? GivenAt = null)
{
    /// <summary>The reason for people, such as «through team Vision, given by Ada Moreno on 3 March 2026».</summary>
    public string Why => Source switch
    {
        RoleSource.Administrator => "as administrator of the organization",
        RoleSource.Organization => "as a member: the project is open to the organization",
        RoleSource.Team => $"through team {TeamName}{(GivenAt is null ? "" : $", given{Given}")}",
        _ => $"given{Given}",
    };

    private string Given => (GivenBy is { } by ? $" by {by}" : "") + (GivenAt is { } at ? $" on {ProjectDays.Words(at)}" : "");
}

/// <summary>A person who may see a project, what they may do there at most, and why; the reason that counts first.</summary>
public sealed record ProjectPerson(PersonSummary Person, ProjectRole Role, IReadOnlyList<RoleReason> Reasons);

/// <summary>What people are in projects, by the same rules as <see cref="Access"/> asks of one person in one project.</summary>
internal static class EffectiveRoles
{
    /// <summary>Everybody who may see the project, in no order.</summary>
    public static async Task<List<ProjectPerson>> ReadAsync(SaasDb db, Project project, CancellationToken ct)
    {
        var people = await db.PeopleOf(project.OrganizationId).ToListAsync(ct);
        var given = await ReadGivenAsync(db, db.ProjectMemberships.Where(membership => membership.ProjectId == project.Id), db.TeamGrants.Where(grant => grant.ProjectId == project.Id), db.TeamMemberships, ct);
        var byPerson = given.ToLookup(each => each.User, each => each.Reason);
        return [.. from person in people
            let reasons = Of(person.Role, project.Visibility, byPerson[person.Id])
            where reasons.Count > 0
            select new ProjectPerson(person.Summary(), reasons[0].Role, reasons)];
    }

    /// <summary>Why one person is what they are, for each of some projects; none where they don't see it.</summary>
    public static async Task<Dictionary<Id<Project>, IReadOnlyList<RoleReason>>> ReadAsync(
        SaasDb db, Id<User> person, OrganizationRole role, IReadOnlyDictionary<Id<Project>, Visibility> projects, CancellationToken ct)
    {
        var places = db.TeamMemberships.Where(place => place.UserId == person);
        var given = await ReadGivenAsync(
            db, db.ProjectMemberships.Where(membership => membership.UserId == person), db.TeamGrants.Where(grant => places.Any(place => place.TeamId == grant.TeamId)), places, ct);
        var byProject = given.ToLookup(each => each.Project, each => each.Reason);
        return projects.ToDictionary(project => project.Key, project => Of(role, project.Value, byProject[project.Key]));
    }

    private static IReadOnlyList<RoleReason> Of(OrganizationRole role, Visibility visibility, IEnumerable<RoleReason> given)
    {
        var inherited = Foundation.Access.Roles.Inherited(role, visibility) is { } own
            ? new RoleReason(own, role is OrganizationRole.Owner or OrganizationRole.Admin ? RoleSource.Administrator : RoleSource.Organization)
            : null;
        return [.. (inherited is null ? given : given.Prepend(inherited)).OrderByDescending(reason => reason.Role)];
    }

    // What was given to persons first, then through teams: of the same role the nearer reason counts.
    private static async Task<List<GivenRole>> ReadGivenAsync(
        SaasDb db, IQueryable<ProjectMembership> memberships, IQueryable<TeamGrant> grants, IQueryable<TeamMembership> places, CancellationToken ct)
    {
        var own = await memberships.Select(given => new { given.UserId, given.ProjectId, given.Role, given.GivenById, given.GivenAt }).ToListAsync(ct);
        var through = await (
            from grant in grants
            join team in db.Teams on grant.TeamId equals team.Id
            join place in places on team.Id equals place.TeamId
            select new { place.UserId, grant.ProjectId, grant.Role, grant.GivenById, grant.GivenAt, team.Slug, team.Name }).ToListAsync(ct);
        var givers = own.Select(each => each.GivenById).Concat(through.Select(each => each.GivenById)).OfType<Id<User>>().Select(id => id.Value).Distinct().ToList();
        var names = await db.Users.Where(user => givers.Contains(user.Id)).ToDictionaryAsync(user => new Id<User>(user.Id), user => user.DisplayName, ct);
        return
        [
            .. own.Select(each => new GivenRole(each.UserId, each.ProjectId, new(each.Role, RoleSource.Given, GivenBy: Name(each.GivenById), GivenAt: each.GivenAt))),
            .. through.Select(each => new GivenRole(each.UserId, each.ProjectId, new(each.Role, RoleSource.Team, each.Slug, each.Name, Name(each.GivenById), each.GivenAt))),
        ];

        string? Name(Id<User>? id) => id is { } giver ? names.GetValueOrDefault(giver) : null;
    }

    private sealed record GivenRole(Id<User> User, Id<Project> Project, RoleReason Reason);
}
