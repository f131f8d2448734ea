using Slipway.Foundation.Data;

namespace Slipway.Foundation.Access;

/// <summary>A person as others are shown them.</summary>
internal sealed record Onlooker
{
    // Set by name, so that queries can be ordered and filtered by them: what goes through a constructor is lost to the translation.
    public required Id<User> Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Changes with every picture; null while there is none.</summary>
    public required string? AvatarVersion { get; init; }

    /// <summary>The address of the picture; null while there is none.</summary>
    public string? Avatar => AvatarVersion is { } version ? $"/avatars/{Id}?v={version}" : null;
}

internal static class Audience
{
    /// <summary>
    /// Everybody who may do this in a project, by the same table that <see cref="Access"/> asks: whoever is mentioned, asked or told of something
    /// there is one of them.
    /// </summary>
    public static IQueryable<Onlooker> WhoMay(this SaasDb db, KnownProject project, Permission permission) => Who(db, project, role => Roles.Permissions(role).Contains(permission));

    /// <summary>Everybody who is this or more in a project.</summary>
    public static IQueryable<Onlooker> WhoIs(this SaasDb db, KnownProject project, ProjectRole least) => Who(db, project, role => role >= least);

    private static IQueryable<Onlooker> Who(SaasDb db, KnownProject project, Func<ProjectRole, bool> counts)
    {
        List<OrganizationRole> inherit = [.. Enum.GetValues<OrganizationRole>().Where(role => Roles.Inherited(role, project.Visibility) is { } own && counts(own))];
        List<ProjectRole> given = [.. Enum.GetValues<ProjectRole>().Where(counts)];
        return
            from membership in db.Memberships
            where membership.OrganizationId == project.OrganizationId
                && (inherit.Contains(membership.Role)
                    || db.ProjectMemberships.Any(own => own.ProjectId == project.Id && own.UserId == membership.UserId && given.Contains(own.Role))
                    || db.TeamGrants.Any(grant => grant.ProjectId == project.Id && given.Contains(grant.Role)
                        && db.TeamMemberships.Any(place => place.TeamId == grant.TeamId && place.UserId == membership.UserId)))
            // The framework's key of an account is a bare Guid: the same bytes under another type.
            join user in db.Users on (Guid)(object)membership.UserId equals user.Id
            select new Onlooker { Id = membership.UserId, Name = user.DisplayName, AvatarVersion = user.AvatarVersion };
    }
}
