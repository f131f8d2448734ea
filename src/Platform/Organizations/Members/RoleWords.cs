using Slipway.Foundation.Access;

namespace Slipway.Organizations.Members;

/// <summary>What roles are called and what they are for, in words for people; what exactly they may do is said by <see cref="Foundation.Access.Roles"/>.</summary>
public static class RoleWords
{
    /// <summary>The organization's roles, the lowest first.</summary>
    public static IReadOnlyList<OrganizationRole> OfOrganization { get; } = Enum.GetValues<OrganizationRole>();

    /// <summary>A project's roles, the lowest first.</summary>
    public static IReadOnlyList<ProjectRole> OfProject { get; } = Enum.GetValues<ProjectRole>();

    /// <summary>What somebody with the role is there for.</summary>
    public static string Says(this OrganizationRole role) => role switch
    {
        OrganizationRole.Guest => "Sees only the projects they are given. For customers, auditors, stakeholders.",
        OrganizationRole.Member => "Works in every project that is open to the organization, and starts projects.",
        OrganizationRole.Billing => "Looks after the plan and the invoices; looks at open projects without changing them.",
        OrganizationRole.Admin => "Invites people, gives roles, makes teams, and manages every project.",
        OrganizationRole.Owner => "Does what an admin does, and decides who else is an owner.",
        _ => "",
    };

    /// <summary>What somebody with the role is there for.</summary>
    public static string Says(this ProjectRole role) => role switch
    {
        ProjectRole.Viewer => "Looks at everything in the project and takes part in discussions.",
        ProjectRole.Reviewer => "Also decides whether a model may go on.",
        ProjectRole.Contributor => "Also logs runs, registers models and changes them.",
        ProjectRole.Maintainer => "Also decides who works here, and manages the project itself.",
        _ => "",
    };
}
