namespace Slipway.Foundation.Access;

/// <summary>Marks an entity that decides who may do what: saving one forgets every remembered decision.</summary>
internal interface IGrantsAccess;

/// <summary>A person's place in an organization.</summary>
[Global("a person's organizations are found before one is entered")]
internal sealed class Membership : IGrantsAccess
{
    private Membership() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<User> UserId { get; private init; }
    public OrganizationRole Role { get; private set; }
    public DateTime JoinedAt { get; private init; }

    /// <summary>Since when it counts for nothing; null while it counts. Queries leave a suspended one out unless they say otherwise.</summary>
    public DateTime? SuspendedAt { get; private set; }

    public static Membership Join(Id<Organization> organization, Id<User> user, OrganizationRole role, DateTime now) =>
        new() { OrganizationId = organization, UserId = user, Role = role, JoinedAt = now };

    public void Become(OrganizationRole role) => Role = role;

    public void Suspend(DateTime now) => SuspendedAt ??= now;

    public void Reinstate() => SuspendedAt = null;
}

/// <summary>A role that a person was given in one project.</summary>
internal sealed class ProjectMembership : ITenantOwned, IGrantsAccess
{
    private ProjectMembership() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public Id<User> UserId { get; private init; }
    public ProjectRole Role { get; private set; }

    /// <summary>Who gave it as it is now, and when; null where that wasn't kept.</summary>
    public Id<User>? GivenById { get; private set; }
    public DateTime? GivenAt { get; private set; }

    public static ProjectMembership Give(Id<Organization> organization, Id<Project> project, Id<User> user, ProjectRole role, Id<User>? by, DateTime now) =>
        new() { OrganizationId = organization, ProjectId = project, UserId = user, Role = role, GivenById = by, GivenAt = now };

    public void Become(ProjectRole role, Id<User>? by, DateTime now) => (Role, GivenById, GivenAt) = (role, by, now);
}
