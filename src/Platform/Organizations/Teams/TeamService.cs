using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Organizations.Members;

namespace Slipway.Organizations.Teams;

/// <summary>A new team. The address is made from the name when it isn't given, and stays.</summary>
public sealed record CreateTeam(
    [Required, MaxLength(Team.NameLimit)] string Name,
    [MaxLength(Team.SlugLimit)] string? Slug = null,
    [MaxLength(Team.DescriptionLimit)] string? Description = null);

/// <summary>What is changed of a team.</summary>
public sealed record EditTeam([Required, MaxLength(Team.NameLimit)] string Name, [MaxLength(Team.DescriptionLimit)] string? Description = null);

/// <summary>A team in a list.</summary>
/// <param name="Slug">Its name in addresses and mentions.</param>
/// <param name="People">How many are in it.</param>
public sealed record TeamSummary(Id<Team> Id, string Slug, string Name, string Description, int People);

/// <summary>What a team may do in a project.</summary>
public sealed record TeamProject(string Slug, string Name, ProjectRole Role);

/// <summary>A team with its people, by name, and the projects in which it was given a role and that the reader may see.</summary>
public sealed record TeamDetails(TeamSummary Team, IReadOnlyList<PersonSummary> People, IReadOnlyList<TeamProject> Projects);

/// <summary>An organization's teams: people who are asked, mentioned and given roles together.</summary>
public sealed class TeamService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, TimeProvider time)
{
    /// <summary>The most teams of an organization.</summary>
    public const int Limit = 500;

    /// <summary>The most people in one team.</summary>
    public const int PeopleLimit = 1_000;

    internal static readonly NotFound NoSuchTeam = new("There is no such team in this organization.");
    internal static readonly NotFound NoSuchPerson = new("There is no such person in this organization. Invite them first.");

    /// <summary>All teams, by name.</summary>
    public async Task<Result<IReadOnlyList<TeamSummary>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.PeopleRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await Summaries(db, db.Teams.OrderBy(team => team.Name).ThenBy(team => team.Slug).Take(Limit)).ToListAsync(ct);
    }

    /// <summary>One team by its address.</summary>
    public async Task<Result<TeamDetails>> GetAsync(string slug, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.PeopleRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await Summaries(db, db.Teams.Where(team => team.Slug == slug)).SingleOrDefaultAsync(ct) is not { } found)
        {
            return NoSuchTeam;
        }

        var people = await MembersOf(db, found.Id).Join(db.PeopleOf(tenant.Id), user => user, person => person.Id, (_, person) => person)
            .OrderBy(person => person.Name).ThenBy(person => person.Email).Take(PeopleLimit).ToListAsync(ct);
        var sight = await access.SightAsync(ct);
        var projects = await (
            from grant in db.TeamGrants
            where grant.TeamId == found.Id
            join project in db.Projects.VisibleTo(sight) on grant.ProjectId equals project.Id
            orderby project.Name, project.Slug
            select new TeamProject(project.Slug, project.Name, grant.Role)).ToListAsync(ct);
        return new TeamDetails(found, people.ConvertAll(person => person.Summary()), projects);
    }

    /// <summary>Makes a team; nobody is in it yet.</summary>
    public async Task<Result<TeamSummary>> CreateAsync(CreateTeam request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.TeamsManage, ct) is { } refusal)
        {
            return refusal;
        }

        var slug = request.Slug is { Length: > 0 } chosen ? chosen : Slug.From(request.Name);
        if (Slug.CheckTeam(slug) is { } unusable)
        {
            return unusable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var taken = new AlreadyExists($"A team with the address '{slug}' exists in this organization. Choose another name.");
        if (await db.Teams.AnyAsync(team => team.Slug == slug, ct))
        {
            return taken;
        }

        if (await db.Teams.CountAsync(ct) >= Limit)
        {
            return new Conflict($"An organization may have {Limit} teams, and this one does. Delete one that isn't used any more.");
        }

        var formed = db.Teams.Add(Team.Form(tenant.Id, slug, request.Name, request.Description ?? "", Now)).Entity;
        Record(db, new TeamCreated(slug, formed.Name));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return taken;
        }

        return new TeamSummary(formed.Id, formed.Slug, formed.Name, formed.Description, 0);
    }

    /// <summary>Changes name and description; the address stays, so that mentions do.</summary>
    public Task<Result<Done>> EditAsync(string slug, EditTeam request, CancellationToken ct) =>
        ChangeAsync(slug, (db, team) =>
        {
            team.Describe(request.Name, request.Description ?? "");
            Record(db, new TeamEdited(slug, team.Name));
            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Deletes a team. Its people stay; what they might do through it alone they may no longer do.</summary>
    public Task<Result<Done>> DeleteAsync(string slug, CancellationToken ct) =>
        ChangeAsync(slug, (db, team) =>
        {
            db.Teams.Remove(team);
            Record(db, new TeamDeleted(slug, team.Name));
            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Puts a person of the organization into the team; harmless when they are in it.</summary>
    public Task<Result<Done>> AddAsync(string slug, Id<User> user, CancellationToken ct) =>
        ChangeAsync(slug, async (db, team) =>
        {
            if (await db.PeopleOf(tenant.Id).SingleOrDefaultAsync(person => person.Id == user, ct) is not { } person)
            {
                return NoSuchPerson;
            }

            if (await MembersOf(db, team.Id).CountAsync(ct) >= PeopleLimit)
            {
                return new Conflict($"A team may have {PeopleLimit:N0} people, and this one does.");
            }

            if (!await MembersOf(db, team.Id).AnyAsync(member => member == user, ct))
            {
                db.TeamMemberships.Add(TeamMembership.Add(tenant.Id, team.Id, user, Now));
                Record(db, new TeamPersonAdded(slug, team.Name, user, person.Name));
            }

            return null;
        }, ct);

    /// <summary>Takes a person out of the team.</summary>
    public Task<Result<Done>> RemoveAsync(string slug, Id<User> user, CancellationToken ct) =>
        ChangeAsync(slug, async (db, team) =>
        {
            if (await db.TeamMemberships.SingleOrDefaultAsync(membership => membership.TeamId == team.Id && membership.UserId == user, ct) is not { } membership)
            {
                return new NotFound("There is no such person in this team.");
            }

            var name = await db.PeopleOf(tenant.Id).Where(person => person.Id == user).Select(person => person.Name).SingleOrDefaultAsync(ct);
            db.TeamMemberships.Remove(membership);
            Record(db, new TeamPersonRemoved(slug, team.Name, user, name ?? "somebody"));
            return null;
        }, ct);

    /// <summary>Who is in a team, for those who ask, mention or tell it; joins their transaction.</summary>
    internal static IQueryable<Id<User>> MembersOf(SaasDb db, Id<Team> team) =>
        db.TeamMemberships.Where(membership => membership.TeamId == team).Select(membership => membership.UserId);

    /// <summary>Takes somebody out of all teams, in the transaction that ends their membership.</summary>
    internal static async Task LeaveAllAsync(SaasDb db, Id<User> user, CancellationToken ct) =>
        db.TeamMemberships.RemoveRange(await db.TeamMemberships.Where(membership => membership.UserId == user).ToListAsync(ct));

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private void Record(SaasDb db, PlatformEvent happened) => db.Record(happened, tenant.Id, null, access.Principal, Now);

    private static IQueryable<TeamSummary> Summaries(SaasDb db, IQueryable<Team> teams) =>
        teams.Select(team => new TeamSummary(team.Id, team.Slug, team.Name, team.Description, db.TeamMemberships.Count(membership => membership.TeamId == team.Id)));

    private async Task<Result<Done>> ChangeAsync(string slug, Func<SaasDb, Team, Task<Refusal?>> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.TeamsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        try
        {
            return await db.TransactAsync<Done>(async () =>
            {
                if (await db.Teams.SingleOrDefaultAsync(team => team.Slug == slug, ct) is not { } team)
                {
                    return NoSuchTeam;
                }

                if (await change(db, team) is { } refused)
                {
                    return refused;
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            }, ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate() || exception is DbUpdateConcurrencyException)
        {
            return new Conflict("Somebody else changed this team at the same moment. Look at it again.");
        }
    }
}
