using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects;
using Slipway.Organizations.Projects.People;

namespace Slipway.Organizations.Roles;

/// <summary>A permission, as the table lists it.</summary>
/// <param name="Name">The stable name, such as <c>runs.write</c>.</param>
/// <param name="Description">What it allows, in words for people.</param>
public sealed record PermissionWords(string Name, string Description);

/// <summary>A role of the organization and what it may do there.</summary>
/// <param name="Description">What somebody with the role is there for.</param>
/// <param name="Permissions">The names of what it may do.</param>
/// <param name="InOpenProjects">The role that it brings in projects that are open to the organization; null for none.</param>
/// <param name="InPrivateProjects">The role that it brings in private projects; null for none.</param>
public sealed record OrganizationRoleWords(OrganizationRole Role, string Description, IReadOnlyList<string> Permissions, ProjectRole? InOpenProjects, ProjectRole? InPrivateProjects);

/// <summary>A role in a project and what it may do there.</summary>
/// <param name="Description">What somebody with the role is there for.</param>
/// <param name="Permissions">The names of what it may do.</param>
public sealed record ProjectRoleWords(ProjectRole Role, string Description, IReadOnlyList<string> Permissions);

/// <summary>Which role may do what.</summary>
/// <param name="OfOrganization">The organization's roles, the lowest first.</param>
/// <param name="OfProject">A project's roles, the lowest first.</param>
/// <param name="InOrganization">What may be done in the organization as a whole.</param>
/// <param name="InProject">What may be done in a project.</param>
public sealed record RoleTable(
    IReadOnlyList<OrganizationRoleWords> OfOrganization, IReadOnlyList<ProjectRoleWords> OfProject, IReadOnlyList<PermissionWords> InOrganization, IReadOnlyList<PermissionWords> InProject);

/// <summary>What a person is in one project.</summary>
/// <param name="IsArchived">Whether nothing in it may be changed at present, whatever the role.</param>
/// <param name="Role">The highest of the reasons'; null when they don't see it.</param>
/// <param name="Reasons">Why, the one that counts first.</param>
/// <param name="Permissions">The names of what they may do there now.</param>
public sealed record ProjectAccess(string Slug, string Name, Visibility Visibility, bool IsArchived, ProjectRole? Role, IReadOnlyList<RoleReason> Reasons, IReadOnlyList<string> Permissions);

/// <summary>What a person may do, and why.</summary>
/// <param name="Permissions">The names of what they may do in the organization as a whole.</param>
/// <param name="Projects">The projects that the asker sees, by name.</param>
public sealed record MemberAccess(PersonSummary Person, IReadOnlyList<string> Permissions, IReadOnlyList<ProjectAccess> Projects);

/// <summary>The roles: what each may do, by the one table that everything asks, and who has which for what reason.</summary>
public sealed class RoleService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access)
{
    private static readonly RoleTable Table = Read();

    /// <summary>Which role may do what; for everybody in the organization.</summary>
    public async Task<Result<RoleTable>> TableAsync(CancellationToken ct) => await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal ? refusal : Table;

    /// <summary>What somebody of the organization may do in each project that the caller sees, and why. Guests ask about themselves alone.</summary>
    /// <param name="person">Whom it is about.</param>
    /// <param name="project">The address of the only project that is asked for; null for all.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<MemberAccess>> AccessAsync(Id<User> person, string? project, CancellationToken ct)
    {
        if (await access.RequireAsync(access.IsSelf(person) ? Permission.OrganizationRead : Permission.PeopleRead, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await access.SightAsync(ct);
        if (await db.PeopleOf(tenant.Id).SingleOrDefaultAsync(each => each.Id == person, ct) is not { } found)
        {
            return MembershipService.NoSuchMember;
        }

        var projects = await db.Projects.VisibleTo(sight).Where(each => project == null || each.Slug == project).OrderBy(each => each.Name).ThenBy(each => each.Slug).Take(ProjectService.ListLimit)
            .Select(each => new { each.Id, each.Slug, each.Name, each.Visibility, each.ArchivedAt }).ToListAsync(ct);
        if (project is not null && projects.Count == 0)
        {
            return new NotFound("There is no such project, or you have no access to it.");
        }

        var reasons = await EffectiveRoles.ReadAsync(db, person, found.Role, projects.ToDictionary(each => each.Id, each => each.Visibility), ct);
        return new MemberAccess(
            found.Summary(),
            Names(Foundation.Access.Roles.Permissions(found.Role)),
            projects.ConvertAll(each => Access(each.Slug, each.Name, each.Visibility, each.ArchivedAt is not null, reasons[each.Id])));
    }

    private static ProjectAccess Access(string slug, string name, Visibility visibility, bool isArchived, IReadOnlyList<RoleReason> reasons)
    {
        var role = reasons is [var first, ..] ? first.Role : (ProjectRole?)null;
        return new(slug, name, visibility, isArchived, role, reasons, role is { } has ? Names(Foundation.Access.Roles.Permissions(has).Where(permission => !isArchived || !permission.ChangesProject)) : []);
    }

    private static RoleTable Read()
    {
        var (organization, project) = (
            RoleWords.OfOrganization.Select(role => new OrganizationRoleWords(
                role, role.Says(), Names(Foundation.Access.Roles.Permissions(role)), Foundation.Access.Roles.Inherited(role, Visibility.Organization), Foundation.Access.Roles.Inherited(role, Visibility.Private))).ToList(),
            RoleWords.OfProject.Select(role => new ProjectRoleWords(role, role.Says(), Names(Foundation.Access.Roles.Permissions(role)))).ToList());
        return new(organization, project, Words(organization.SelectMany(role => role.Permissions)), Words(project.SelectMany(role => role.Permissions)));
    }

    private static List<PermissionWords> Words(IEnumerable<string> granted) =>
        [.. Permission.All.IntersectBy(granted, permission => permission.Name).Select(permission => new PermissionWords(permission.Name, permission.Description))];

    // In the order in which people read them.
    private static List<string> Names(IEnumerable<Permission> permissions) => [.. Permission.All.Intersect(permissions).Select(permission => permission.Name)];
}
