using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Ledger;

internal static class LedgerRegistration
{
    public static void AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<QuotaLedger>();
        services.AddSingleton(new QuotaMeasure(Resource.Seats, (db, organization, ct) => db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).LongCountAsync(membership => membership.OrganizationId == organization, ct)));
        services.AddSingleton(new QuotaMeasure(Resource.Projects, (db, organization, ct) => db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).LongCountAsync(project => project.OrganizationId == organization, ct)));
    }
}
