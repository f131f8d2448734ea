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
public sealed record RoleReason(ProjectRole Role, RoleSource Source, string? Team = null, string? TeamName = null);

/// <summary>A person who may see a project, what they may do there at most, and why; the reason that counts first.</summary>
public sealed record ProjectPerson(PersonSummary Person, ProjectRole Role, IReadOnlyList<RoleReason> Reasons);

/// <summary>What everybody is in one project, by the same rules as <see cref="Access"/> asks of one person.</summary>
internal static class EffectiveRoles
{
    /// <summary>Everybody who may see the project, in no order.</summary>
    public static async Task<List<ProjectPerson>> ReadAsync(SaasDb db, Project project, CancellationToken ct)
    {
        var people = await db.PeopleOf(project.OrganizationId).ToListAsync(ct);
        var given = await db.ProjectMemberships.Where(membership => membership.ProjectId == project.Id).ToDictionaryAsync(membership => membership.UserId, membership => membership.Role, ct);
        var through = (await (
            from grant in db.TeamGrants
            where grant.ProjectId == project.Id
            join team in db.Teams on grant.TeamId equals team.Id
            join membership in db.TeamMemberships on team.Id equals membership.TeamId
            select new { membership.UserId, grant.Role, team.Slug, team.Name }).ToListAsync(ct)).ToLookup(each => each.UserId);

        var seeing = new List<ProjectPerson>(people.Count);
        foreach (var person in people)
        {
            List<RoleReason> reasons = [];
            if (Foundation.Access.Roles.Inherited(person.Role, project.Visibility) is { } inherited)
            {
                reasons.Add(new(inherited, person.Role is OrganizationRole.Owner or OrganizationRole.Admin ? RoleSource.Administrator : RoleSource.Organization));
            }

            if (given.TryGetValue(person.Id, out var own))
            {
                reasons.Add(new(own, RoleSource.Given));
            }

            reasons.AddRange(through[person.Id].Select(each => new RoleReason(each.Role, RoleSource.Team, each.Slug, each.Name)));
            if (reasons.Count > 0)
            {
                reasons = [.. reasons.OrderByDescending(reason => reason.Role)];
                seeing.Add(new(person.Summary(), reasons[0].Role, reasons));
            }
        }

        return seeing;
    }
}
