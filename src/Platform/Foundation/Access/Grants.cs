using System.Collections.Frozen;

namespace Slipway.Foundation.Access;

/// <summary>What one person was given in one organization.</summary>
internal sealed record Grants(OrganizationRole? OrganizationRole, FrozenDictionary<Id<Project>, ProjectRole> ProjectRoles)
{
    public static readonly Grants None = new(null, FrozenDictionary<Id<Project>, ProjectRole>.Empty);

    /// <summary>The role in one project: what was given there or what the organization's role brings, whichever is higher; null when the project isn't seen.</summary>
    public ProjectRole? In(Id<Project> project, Visibility visibility)
    {
        if (OrganizationRole is not { } member)
        {
            return null;
        }

        var inherited = Roles.Inherited(member, visibility);
        return ProjectRoles.TryGetValue(project, out var given) && (inherited is null || given > inherited) ? given : inherited;
    }
}

/// <summary>Which projects a caller sees, in a form that becomes part of a query.</summary>
internal sealed record Sight(bool SeesPrivate, bool SeesOrganizationWide, IReadOnlyList<Id<Project>> Given, Id<Project>? Only)
{
    public static readonly Sight Nothing = new(false, false, [], null);
}

internal static class Visible
{
    /// <summary>The projects that the caller may see. Every read below the organization starts here or from one project that was required.</summary>
    public static IQueryable<Project> VisibleTo(this IQueryable<Project> projects, Sight sight)
    {
        var seen = projects.Where(project =>
            sight.SeesPrivate
            || (sight.SeesOrganizationWide && project.Visibility == Visibility.Organization)
            || sight.Given.Contains(project.Id));
        return sight.Only is { } only ? seen.Where(project => project.Id == only) : seen;
    }
}
