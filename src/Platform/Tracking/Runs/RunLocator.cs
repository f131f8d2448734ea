using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Runs;

/// <summary>Finds the project of a run that is known by its id alone: a link printed by a client that logs to the bare host names no project.</summary>
public sealed class RunLocator(IServiceScopeFactory scopes, Caller caller, AccessMemory memory)
{
    /// <summary>The project that the run is in, among all that the caller may see in any organization.</summary>
    /// <param name="runId">32 lower-case hexadecimal digits.</param>
    public async Task<Result<KnownProject>> LocateAsync(string runId, CancellationToken ct)
    {
        if (caller.Principal is not { } principal)
        {
            return new Unauthenticated("Sign in first.");
        }

        await using var scope = scopes.CreateAsyncScope();
        if (await ProjectOfAsync(scope.ServiceProvider, runId, ct) is { } project)
        {
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(project.OrganizationId);
            scope.ServiceProvider.GetRequiredService<Caller>().Become(principal);
            if (await scope.ServiceProvider.GetRequiredService<Access>().RequireAsync(Permission.RunsRead, project.Id, ct) is null)
            {
                return project;
            }
        }

        // Says the same whether the run is somebody else's or nobody's.
        return new NotFound($"There is no run {runId}, or you have no access to its project.");
    }

    private async Task<KnownProject?> ProjectOfAsync(IServiceProvider services, string runId, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var project = await db.Runs.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(run => run.RunId == runId).Select(run => (Id<Project>?)run.ProjectId).SingleOrDefaultAsync(ct);
        return project is { } id ? await memory.ProjectAsync(id, ct) : null;
    }
}
