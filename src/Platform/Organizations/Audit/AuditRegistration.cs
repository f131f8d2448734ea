using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;

namespace Slipway.Organizations.Audit;

internal static class AuditRegistration
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddScoped<AuditSigner>();
        services.AddScoped(provider => new AuditService(
            provider.GetRequiredService<IDbContextFactory<SaasDb>>(), provider.GetRequiredService<Tenant>(), provider.GetRequiredService<Access>(),
            provider.GetRequiredService<AuditSigner>(), provider.GetRequiredService<EventStories>(), provider.GetRequiredService<TimeProvider>()));
        services.AddRecurring<SignCheckpoints>("audit.sign-checkpoints", "Signs where the audit logs stand.", job => job.RunAsync(CancellationToken.None), "41 * * * *");
    }
}
