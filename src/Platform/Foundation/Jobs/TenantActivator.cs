using Hangfire;
using Hangfire.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Foundation.Jobs;

/// <summary>
/// Gives each job a scope of its own and enters the organization that its first argument names. A job without one works for no
/// organization: reading the tenant throws in it, and the job fails where everybody sees it.
/// </summary>
internal sealed class TenantActivator(IServiceScopeFactory scopes) : JobActivator
{
    public override JobActivatorScope BeginScope(PerformContext context)
    {
        var scope = scopes.CreateAsyncScope();
        if (context.BackgroundJob.Job.Args is [Id<Organization> organization, ..])
        {
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        }

        return new Scope(scope);
    }

    private sealed class Scope(AsyncServiceScope scope) : JobActivatorScope
    {
        public override object Resolve(Type type) => ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, type);

        // Hangfire disposes on its worker's own thread and has no asynchronous way; services may have no other.
        public override void DisposeScope() => scope.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
