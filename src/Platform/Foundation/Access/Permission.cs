using System.Collections.Frozen;

namespace Slipway.Foundation.Access;

/// <summary>One thing that somebody may do. Roles grant permissions, tokens are scoped to them.</summary>
/// <param name="Name">The stable name, such as <c>runs.write</c>.</param>
/// <param name="Description">What it allows, in words for people.</param>
public sealed record Permission(string Name, string Description)
{
    /// <summary>Whether it lets somebody change what is in a project: refused while the project is archived, whoever asks.</summary>
    public bool ChangesProject { get; init; }

    public static readonly Permission OrganizationRead = new("organization.read", "See the organization and its projects");
    public static readonly Permission OrganizationManage = new("organization.manage", "Change the organization's settings");
    public static readonly Permission AuditRead = new("audit.read", "See and export the organization's audit log");
    public static readonly Permission UsageRead = new("usage.read", "See what the organization uses of what its plan allows");
    public static readonly Permission BillingManage = new("billing.manage", "Choose the plan and its seats, and see what is billed");
    public static readonly Permission ProjectsCreate = new("projects.create", "Create projects");
    public static readonly Permission ProjectsDelete = new("projects.delete", "Delete projects, and restore deleted ones");
    public static readonly Permission PeopleRead = new("people.read", "See who is in the organization and its teams");
    public static readonly Permission MembersManage = new("members.manage", "Invite people, change their roles and end their memberships");
    public static readonly Permission TeamsManage = new("teams.manage", "Make teams, and say who is in them");
    public static readonly Permission ServiceAccountsManage = new("service_accounts.manage", "Make accounts for programs, and say who may act as them");
    public static readonly Permission TokensCreate = new("tokens.create", "Create API tokens for oneself");
    public static readonly Permission ProjectManage = new("project.manage", "Change a project's settings and people") { ChangesProject = true };
    public static readonly Permission ProjectArchive = new("project.archive", "Archive a project, and take it out of the archive");
    public static readonly Permission RunsRead = new("runs.read", "See experiments, runs, metrics and artifacts");
    public static readonly Permission RunsWrite = new("runs.write", "Create, log to, change, delete and restore experiments and runs") { ChangesProject = true };

    public static readonly Permission ModelsRead = new("models.read", "See registered models and their versions");
    public static readonly Permission ModelsWrite = new("models.write", "Register, describe, tag, promote, delete and restore models and their versions") { ChangesProject = true };
    public static readonly Permission ModelsRequestReview = new("models.request_review", "Ask that a version be let to a protected stage or alias") { ChangesProject = true };
    public static readonly Permission ModelsApprove = new("models.approve", "Approve or reject what others ask to promote") { ChangesProject = true };
    public static readonly Permission ModelsBreakGlass = new("models.break_glass", "Promote without approval in an emergency, which everybody is told of") { ChangesProject = true };
    public static readonly Permission CommentsWrite = new("comments.write", "Comment, reply, react, and resolve one's own threads") { ChangesProject = true };

    public static readonly Permission WebhooksManage = new("webhooks.manage", "See and change a project's webhooks") { ChangesProject = true };

    /// <summary>All permissions, in the order in which people read them.</summary>
    public static IReadOnlyList<Permission> All { get; } =
        [OrganizationRead, PeopleRead, OrganizationManage, AuditRead, UsageRead, BillingManage, MembersManage, TeamsManage, ServiceAccountsManage, ProjectsCreate, ProjectsDelete, TokensCreate, ProjectManage, ProjectArchive, RunsRead, RunsWrite, ModelsRead, ModelsWrite, ModelsRequestReview, ModelsApprove, ModelsBreakGlass, CommentsWrite, WebhooksManage];

    private static readonly FrozenDictionary<string, Permission> ByName = All.ToFrozenDictionary(permission => permission.Name);

    /// <summary>The permission with that name, or null.</summary>
    public static Permission? Find(string name) => ByName.GetValueOrDefault(name);

    public override string ToString() => Name;
}
