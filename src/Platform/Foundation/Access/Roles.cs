using System.Collections.Frozen;

namespace Slipway.Foundation.Access;

/// <summary>What a person is in an organization.</summary>
public enum OrganizationRole
{
    Guest,
    Member,
    Billing,
    Admin,
    Owner,
}

/// <summary>What a person is in a project. A higher role includes the lower ones.</summary>
public enum ProjectRole
{
    Viewer,
    Reviewer,
    Contributor,
    Maintainer,
}

/// <summary>The one table that says which role may do what.</summary>
public static class Roles
{
    private static readonly FrozenDictionary<OrganizationRole, FrozenSet<Permission>> OfOrganization = new Dictionary<OrganizationRole, Permission[]>
    {
        [OrganizationRole.Guest] = [Permission.OrganizationRead, Permission.TokensCreate],
        [OrganizationRole.Member] = [Permission.OrganizationRead, Permission.PeopleRead, Permission.TokensCreate, Permission.ProjectsCreate],
        [OrganizationRole.Billing] = [Permission.OrganizationRead, Permission.PeopleRead, Permission.TokensCreate, Permission.UsageRead, Permission.BillingManage],
        [OrganizationRole.Admin] =
        [
            Permission.OrganizationRead, Permission.PeopleRead, Permission.TokensCreate, Permission.ProjectsCreate, Permission.OrganizationManage, Permission.MembersManage, Permission.TeamsManage,
            Permission.ServiceAccountsManage, Permission.AuditRead, Permission.UsageRead, Permission.BillingManage, Permission.ProjectsDelete,
        ],
        [OrganizationRole.Owner] =
        [
            Permission.OrganizationRead, Permission.PeopleRead, Permission.TokensCreate, Permission.ProjectsCreate, Permission.OrganizationManage, Permission.MembersManage, Permission.TeamsManage,
            Permission.ServiceAccountsManage, Permission.AuditRead, Permission.UsageRead, Permission.BillingManage, Permission.ProjectsDelete,
        ],
    }.ToFrozenDictionary(row => row.Key, row => row.Value.ToFrozenSet());

    private static readonly FrozenDictionary<ProjectRole, FrozenSet<Permission>> OfProject = new Dictionary<ProjectRole, Permission[]>
    {
        [ProjectRole.Viewer] = [Permission.RunsRead, Permission.ModelsRead, Permission.CommentsWrite],
        [ProjectRole.Reviewer] = [Permission.RunsRead, Permission.ModelsRead, Permission.ModelsApprove, Permission.CommentsWrite],
        [ProjectRole.Contributor] =
        [
            Permission.RunsRead, Permission.RunsWrite, Permission.ModelsRead, Permission.ModelsWrite, Permission.ModelsRequestReview, Permission.ModelsApprove, Permission.CommentsWrite,
        ],
        [ProjectRole.Maintainer] =
        [
            Permission.RunsRead, Permission.RunsWrite, Permission.ModelsRead, Permission.ModelsWrite, Permission.ModelsRequestReview, Permission.ModelsApprove, Permission.ModelsBreakGlass,
            Permission.CommentsWrite, Permission.ProjectManage, Permission.ProjectArchive, Permission.WebhooksManage,
        ],
    }.ToFrozenDictionary(row => row.Key, row => row.Value.ToFrozenSet());

    /// <summary>What the role may do in the organization as a whole.</summary>
    public static FrozenSet<Permission> Permissions(OrganizationRole role) => OfOrganization[role];

    /// <summary>What the role may do in its project.</summary>
    public static FrozenSet<Permission> Permissions(ProjectRole role) => OfProject[role];

    /// <summary>The role that somebody has in a project without having been added to it, or null when they don't see it.</summary>
    public static ProjectRole? Inherited(OrganizationRole role, Visibility visibility) => (role, visibility) switch
    {
        (OrganizationRole.Owner or OrganizationRole.Admin, _) => ProjectRole.Maintainer,
        (OrganizationRole.Member, Visibility.Organization) => ProjectRole.Contributor,
        (OrganizationRole.Billing, Visibility.Organization) => ProjectRole.Viewer,
        _ => null,
    };
}
