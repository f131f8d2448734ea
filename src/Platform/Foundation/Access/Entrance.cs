using System.Security.Claims;

namespace Slipway.Foundation.Access;

/// <summary>The way into an organization for a scope that no request middleware has passed: a browser's circuit.</summary>
public sealed class Entrance(Caller caller, Tenant tenant, AccessMemory memory)
{
    /// <summary>Makes the scope act for the signed-in person; nobody when there is none.</summary>
    public Principal? Recognize(ClaimsPrincipal user)
    {
        if (caller.Principal is null && CallerMiddleware.PrincipalOf(user) is { } principal)
        {
            caller.Become(principal);
        }

        return caller.Principal;
    }

    /// <summary>Enters the organization at an address. False when the scope is in another one already: a page then loads anew.</summary>
    public async Task<Result<bool>> EnterAsync(string organization, CancellationToken ct)
    {
        if (await memory.OrganizationAsync(organization, ct) is not { } id)
        {
            return new NotFound("There is no such organization, or you are not a member of it.");
        }

        if (tenant.IsSet && tenant.Id != id)
        {
            return false;
        }

        tenant.Enter(id);
        return true;
    }

    /// <summary>The project at an address of the organization that was entered; the services say who may see it.</summary>
    public async Task<KnownProject?> FindProjectAsync(string organization, string project, CancellationToken ct) =>
        await memory.ProjectAsync(organization, project, ct);
}
