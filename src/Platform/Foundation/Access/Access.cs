namespace Slipway.Foundation.Access;

/// <summary>
/// Asked by every service method before it does anything: may the caller do this here? A membership that ended a moment ago is
/// seen at once, in an open circuit or hub connection too.
/// </summary>
public sealed class Access(Tenant tenant, Caller caller, AccessMemory memory)
{
    private static readonly Unauthenticated SignInFirst = new("Sign in, or send an API token as 'Authorization: Bearer slw_…'.");
    private static readonly Unauthenticated SignedOut = new("You were signed out here. Sign in again.");
    private static readonly Forbidden WholeTokenOnly = new("This token is limited to some permissions or to one project. Use one without limits for your account, or sign in.");
    private static readonly Forbidden InPersonOnly = new("This is for a person and not for a token: sign in and do it on your account's pages.");
    private static readonly Forbidden PeopleOnly = new("This is about a person's account, and a service account is nobody's. An admin changes it on the organization's page 'Service accounts'.");
    private static readonly NotFound NoSuchOrganization = new("There is no such organization, or you are not a member of it.");
    private static readonly Forbidden OneProjectOnly = new("This token works in one project only. Use a token without that limit, or sign in, for what concerns the organization.");
    private static readonly NotFound NoSuchProject = new("There is no such project, or you have no access to it.");

    /// <summary>The refusal when the caller may not do this in the organization; null when they may.</summary>
    public async ValueTask<Refusal?> RequireAsync(Permission permission, CancellationToken ct)
    {
        if (await RequireSomebodyAsync(ct) is { } nobody)
        {
            return nobody;
        }

        var principal = Principal;
        var grants = await GrantsAsync(principal, ct);
        return grants.OrganizationRole is not { } role ? NoSuchOrganization
            : principal.Token?.OnlyProjectId is not null && permission != Permission.OrganizationRead ? OneProjectOnly
            : Roles.Permissions(role).Contains(permission) && InScope(principal, permission) ? null
            : Lacks(permission);
    }

    /// <summary>
    /// The refusal for what gathers something from all projects that the caller sees: those of <see cref="SightAsync"/> let everybody read what is in them, but a token
    /// may be limited to less.
    /// </summary>
    public async ValueTask<Refusal?> RequireToGatherAsync(Permission permission, CancellationToken ct) =>
        await RequireAsync(Permission.OrganizationRead, ct) ?? (InScope(Principal, permission) ? null : Lacks(permission));

    /// <summary>
    /// The refusal when the caller may not do this in the project: 404 when they may not see it or it was deleted, 403 when they may see it, 409 when it is archived
    /// and this would change it.
    /// </summary>
    public ValueTask<Refusal?> RequireAsync(Permission permission, Id<Project> project, CancellationToken ct) => RequireAsync(permission, project, looks: false, ct);

    /// <summary>As <see cref="RequireAsync(Permission, Id{Project}, CancellationToken)"/>, for what only looks at what the permission lets one change: that goes on in the archive.</summary>
    public ValueTask<Refusal?> RequireToLookAsync(Permission permission, Id<Project> project, CancellationToken ct) => RequireAsync(permission, project, looks: true, ct);

    /// <summary>The refusal when nobody is signed in, or was signed out meanwhile; for what everybody with an account may do.</summary>
    public async ValueTask<Refusal?> RequireSomebodyAsync(CancellationToken ct) =>
        caller.Principal is not { } principal ? SignInFirst
        : principal.SessionId is { } session && !await memory.IsOpenAsync(session, ct) ? SignedOut
        : null;

    /// <summary>The refusal when the caller may not see or change their own account: a token has to be one without limits.</summary>
    public async ValueTask<Refusal?> RequireSelfAsync(CancellationToken ct) =>
        await RequireSomebodyAsync(ct) ?? (Principal.IsServiceAccount ? PeopleOnly : Principal.Token is { Permissions: not null } or { OnlyProjectId: not null } ? WholeTokenOnly : null);

    /// <summary>The refusal when a token asks for what decides how its owner signs in: those are for the person alone.</summary>
    public async ValueTask<Refusal?> RequireInPersonAsync(CancellationToken ct) =>
        await RequireSomebodyAsync(ct) ?? (Principal.Token is not null ? InPersonOnly : null);

    /// <summary>Whether the caller may do this in the project; for buttons, never instead of <see cref="RequireAsync(Permission, Id{Project}, CancellationToken)"/>.</summary>
    public async ValueTask<bool> AllowsAsync(Permission permission, Id<Project> project, CancellationToken ct) =>
        await RequireAsync(permission, project, ct) is null;

    /// <summary>Whether the caller may do this in the organization; for buttons.</summary>
    public async ValueTask<bool> AllowsAsync(Permission permission, CancellationToken ct) => await RequireAsync(permission, ct) is null;

    /// <summary>The person behind the request, for what is recorded about it.</summary>
    public Principal Principal => caller.Principal ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Whether somebody is the caller.</summary>
    internal bool IsSelf(Id<User> user) => caller.Principal?.UserId == user;

    /// <summary>What the caller is in the project; for what is recorded of their acts, since roles change later.</summary>
    internal async ValueTask<ProjectRole?> RoleAsync(Id<Project> project, CancellationToken ct) => (await SeenAsync(Principal, project, ct))?.Role;

    /// <summary>What the caller is in a project that was read already, when they may do this there; null when they may not. For lists across projects.</summary>
    internal async ValueTask<ProjectRole?> RoleAsync(Permission permission, KnownProject known, CancellationToken ct) =>
        await SeenAsync(Principal, known.Id, (_, _) => ValueTask.FromResult<KnownProject?>(known), ct) is var (_, role)
        && Roles.Permissions(role).Contains(permission) && InScope(Principal, permission) && !(permission.ChangesProject && known.ArchivedAt is not null) ? role : null;

    /// <summary>What the caller is in the organization; asked after <see cref="RequireAsync(Permission, CancellationToken)"/>. The least when the membership ended that moment.</summary>
    internal async ValueTask<OrganizationRole> OrganizationRoleAsync(CancellationToken ct) => (await GrantsAsync(Principal, ct)).OrganizationRole ?? OrganizationRole.Guest;

    /// <summary>What lists may show: see <see cref="Visible.VisibleTo"/>.</summary>
    internal async ValueTask<Sight> SightAsync(CancellationToken ct)
    {
        if (await RequireSomebodyAsync(ct) is not null)
        {
            return Sight.Nothing;
        }

        var principal = Principal;
        var grants = await GrantsAsync(principal, ct);
        return grants.OrganizationRole is not { } role || !InScope(principal, Permission.OrganizationRead) && principal.Token?.OnlyProjectId is null
            ? Sight.Nothing
            : new Sight(
                Roles.Inherited(role, Visibility.Private) is not null,
                Roles.Inherited(role, Visibility.Organization) is not null,
                [.. grants.ProjectRoles.Keys],
                principal.Token?.OnlyProjectId);
    }

    private async ValueTask<Refusal?> RequireAsync(Permission permission, Id<Project> project, bool looks, CancellationToken ct)
    {
        if (await RequireSomebodyAsync(ct) is { } nobody)
        {
            return nobody;
        }

        var principal = Principal;
        return await SeenAsync(principal, project, ct) is not var (known, role) ? await MissingAsync(principal, project, ct)
            : !Roles.Permissions(role).Contains(permission) || !InScope(principal, permission) ? Lacks(permission)
            : permission.ChangesProject && !looks && known.ArchivedAt is { } archived ? new ProjectIsArchived(known.Slug, archived)
            : null;
    }

    private ValueTask<(KnownProject Project, ProjectRole Role)?> SeenAsync(Principal principal, Id<Project> project, CancellationToken ct) =>
        SeenAsync(principal, project, memory.ProjectAsync, ct);

    private async ValueTask<(KnownProject Project, ProjectRole Role)?> SeenAsync(
        Principal principal, Id<Project> project, Func<Id<Project>, CancellationToken, ValueTask<KnownProject?>> find, CancellationToken ct)
    {
        if (principal.Token?.OnlyProjectId is { } only && only != project)
        {
            return null;
        }

        var grants = await GrantsAsync(principal, ct);
        return grants.OrganizationRole is not null && await find(project, ct) is { } known && known.OrganizationId == tenant.Id && grants.In(project, known.Visibility) is { } role
            ? (known, role)
            : null;
    }

    // Whoever saw a project is told that it was deleted, and what can be done; to everybody else there never was one.
    private async ValueTask<Refusal> MissingAsync(Principal principal, Id<Project> project, CancellationToken ct) =>
        await SeenAsync(principal, project, memory.DeletedProjectAsync, ct) is { Project: { DeletedAt: { } deleted } gone } ? new ProjectIsDeleted(gone.Slug, deleted) : NoSuchProject;

    private ValueTask<Grants> GrantsAsync(Principal principal, CancellationToken ct) =>
        !tenant.IsSet || (principal.Token is { } token && token.OrganizationId != tenant.Id)
            ? ValueTask.FromResult(Grants.None)
            : memory.GrantsAsync(tenant.Id, principal.UserId, ct);

    private static bool InScope(Principal principal, Permission permission) => principal.Token?.Permissions?.Contains(permission) ?? true;

    private static Forbidden Lacks(Permission permission) =>
        new($"You may not do this here: it needs the permission {permission.Name} ({permission.Description.ToLowerInvariant()}). Ask a maintainer or an admin for it.");
}
