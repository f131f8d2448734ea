using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Organizations.Members;
using Slipway.Organizations.Teams;

namespace Slipway.Organizations.Projects.People;

/// <summary>The role that a person or a team gets in a project.</summary>
public sealed record GiveRole([Required] ProjectRole? Role);

/// <summary>A team that was given a role in a project.</summary>
public sealed record ProjectTeam(string Slug, string Name, int People, ProjectRole Role);

/// <summary>A program's account that may see a project, and what it may do there at most.</summary>
/// <param name="IsGiven">Whether it was given the role here; otherwise it has it in every project that is open to the organization.</param>
public sealed record ProjectServiceAccount(string Slug, string Name, ProjectRole Role, bool IsGiven);

/// <summary>Who may see a project.</summary>
/// <param name="People">Those that were asked for, the highest role first, then by name.</param>
/// <param name="Total">How many there are, shown or not.</param>
/// <param name="Teams">The teams with a role here, by name.</param>
/// <param name="ServiceAccounts">The programs that may see it, by name; those that are disabled are left out.</param>
public sealed record ProjectPeople(
    Visibility Visibility, IReadOnlyList<ProjectPerson> People, int Total, IReadOnlyList<ProjectTeam> Teams, IReadOnlyList<ProjectServiceAccount> ServiceAccounts);

/// <summary>Who may do what in a project, and why.</summary>
public sealed class ProjectPeopleService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, LiveFeed live, TimeProvider time)
{
    /// <summary>The most people that one answer holds.</summary>
    public const int FindLimit = 500;

    /// <summary>Who may see the project, for everybody who does: reviewers to choose, people to mention, maintainers to ask.</summary>
    /// <param name="project">The project.</param>
    /// <param name="text">A part of the name; null for everybody.</param>
    /// <param name="atLeast">Only those with this role or a higher one.</param>
    /// <param name="take">At most so many, 1 to <see cref="FindLimit"/>.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<ProjectPeople>> FindAsync(KnownProject project, string? text, ProjectRole? atLeast, int? take, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await db.Projects.SingleAsync(each => each.Id == project.Id, ct);
        var sought = text?.Trim() ?? "";
        var people = (await EffectiveRoles.ReadAsync(db, found, ct))
            .Where(each => (atLeast is null || each.Role >= atLeast) && each.Person.Name.Contains(sought, StringComparison.InvariantCultureIgnoreCase))
            .OrderByDescending(each => each.Role).ThenBy(each => each.Person.Name, StringComparer.InvariantCultureIgnoreCase)
            .ToList();
        var teams = await (
            from grant in db.TeamGrants
            where grant.ProjectId == project.Id
            join team in db.Teams on grant.TeamId equals team.Id
            orderby team.Name, team.Slug
            select new ProjectTeam(team.Slug, team.Name, db.TeamMemberships.Count(membership => membership.TeamId == team.Id), grant.Role)).ToListAsync(ct);
        return new ProjectPeople(found.Visibility, people.Count > 0 ? people[..Math.Min(people.Count, Math.Clamp(take ?? 100, 1, FindLimit))] : [], people.Count, teams, await ProgramsAsync(db, found, ct));
    }

    /// <summary>Gives a person of the organization a role in the project, or another one than before.</summary>
    public Task<Result<Done>> GiveAsync(KnownProject project, Id<User> user, GiveRole request, CancellationToken ct) =>
        ChangeAsync(project, async db =>
        {
            if (await db.PeopleOf(tenant.Id).SingleOrDefaultAsync(person => person.Id == user, ct) is not { } person)
            {
                return TeamService.NoSuchPerson;
            }

            var role = request.Role!.Value;
            if (await db.ProjectMemberships.SingleOrDefaultAsync(membership => membership.ProjectId == project.Id && membership.UserId == user, ct) is not { } given)
            {
                db.ProjectMemberships.Add(ProjectMembership.Give(tenant.Id, project.Id, user, role, access.Principal.UserId, Now));
            }
            else if (given.Role == role)
            {
                return null;
            }
            else
            {
                given.Become(role, access.Principal.UserId, Now);
            }

            Record(db, project, new ProjectRoleGiven(project.Slug, user, person.Name, role));
            return null;
        }, ct);

    /// <summary>Takes back the role that a person was given here. What they may do for another reason they still may.</summary>
    public Task<Result<Done>> TakeAsync(KnownProject project, Id<User> user, CancellationToken ct) =>
        ChangeAsync(project, async db =>
        {
            if (await db.ProjectMemberships.SingleOrDefaultAsync(membership => membership.ProjectId == project.Id && membership.UserId == user, ct) is not { } given)
            {
                return new NotFound("This person was given no role in this project.");
            }

            var name = await db.PeopleOf(tenant.Id).Where(person => person.Id == user).Select(person => person.Name).SingleOrDefaultAsync(ct);
            db.ProjectMemberships.Remove(given);
            Record(db, project, new ProjectRoleTaken(project.Slug, user, name ?? "somebody", given.Role));
            return null;
        }, ct);

    /// <summary>Gives a team a role in the project, or another one than before.</summary>
    public Task<Result<Done>> GiveTeamAsync(KnownProject project, string team, GiveRole request, CancellationToken ct) =>
        ChangeAsync(project, async db =>
        {
            if (await db.Teams.SingleOrDefaultAsync(each => each.Slug == team, ct) is not { } found)
            {
                return TeamService.NoSuchTeam;
            }

            var role = request.Role!.Value;
            if (await db.TeamGrants.SingleOrDefaultAsync(grant => grant.ProjectId == project.Id && grant.TeamId == found.Id, ct) is not { } given)
            {
                db.TeamGrants.Add(TeamGrant.Give(tenant.Id, project.Id, found.Id, role, access.Principal.UserId, Now));
            }
            else if (given.Role == role)
            {
                return null;
            }
            else
            {
                given.Become(role, access.Principal.UserId, Now);
            }

            Record(db, project, new ProjectTeamRoleGiven(project.Slug, team, found.Name, role));
            return null;
        }, ct);

    /// <summary>Takes back the role that a team was given here.</summary>
    public Task<Result<Done>> TakeTeamAsync(KnownProject project, string team, CancellationToken ct) =>
        ChangeAsync(project, async db =>
        {
            var found = await (
                from grant in db.TeamGrants
                where grant.ProjectId == project.Id
                join each in db.Teams on grant.TeamId equals each.Id
                where each.Slug == team
                select new { Grant = grant, each.Name }).SingleOrDefaultAsync(ct);
            if (found is null)
            {
                return new NotFound("This team was given no role in this project.");
            }

            db.TeamGrants.Remove(found.Grant);
            Record(db, project, new ProjectTeamRoleTaken(project.Slug, team, found.Name, found.Grant.Role));
            return null;
        }, ct);

    /// <summary>What everybody who may see the project is in it, for those who have to ask or tell several people; whoever isn't in it may not see it.</summary>
    internal static async Task<Dictionary<Id<User>, ProjectRole>> RolesAsync(SaasDb db, Id<Project> project, CancellationToken ct) =>
        await db.Projects.SingleOrDefaultAsync(each => each.Id == project, ct) is { } found
            ? (await EffectiveRoles.ReadAsync(db, found, ct)).ToDictionary(each => each.Person.Id, each => each.Role)
            : [];

    private static async Task<List<ProjectServiceAccount>> ProgramsAsync(SaasDb db, Project project, CancellationToken ct)
    {
        var open = Foundation.Access.Roles.Inherited(ServiceAccount.RoleOf(seesOpenProjects: true), project.Visibility);
        var accounts = await (
            from account in db.ServiceAccounts
            where account.DisabledAt == null
            join membership in db.ProjectMemberships.Where(each => each.ProjectId == project.Id) on account.Id equals membership.UserId into memberships
            from given in memberships.DefaultIfEmpty()
            where given != null || (open != null && account.SeesOpenProjects)
            orderby account.Name, account.Slug
            select new { account.Slug, account.Name, account.SeesOpenProjects, Role = given == null ? (ProjectRole?)null : given.Role }).ToListAsync(ct);
        return accounts.ConvertAll(each =>
        {
            var inherited = each.SeesOpenProjects ? open : null;
            return each.Role is { } given && (inherited is null || given >= inherited) ? new ProjectServiceAccount(each.Slug, each.Name, given, true) : new(each.Slug, each.Name, inherited!.Value, false);
        });
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private void Record(SaasDb db, KnownProject project, PlatformEvent happened) => db.Record(happened, tenant.Id, project.Id, access.Principal, Now);

    private async Task<Result<Done>> ChangeAsync(KnownProject project, Func<SaasDb, Task<Refusal?>> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        try
        {
            var outcome = await db.TransactAsync<Done>(async () =>
            {
                if (await change(db) is { } refused)
                {
                    return refused;
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            }, ct);
            if (outcome.Refusal is null)
            {
                live.Publish(Topics.Project(project.Id), LiveMessage.Changed);
            }

            return outcome;
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate() || exception is DbUpdateConcurrencyException)
        {
            return new Conflict("Somebody else changed this role at the same moment. Look at it again.");
        }
    }
}
