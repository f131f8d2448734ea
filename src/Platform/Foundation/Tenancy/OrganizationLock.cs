using Microsoft.EntityFrameworkCore;

namespace Slipway.Foundation.Tenancy;

internal static class OrganizationLock
{
    /// <summary>
    /// Keeps everybody else from changing who belongs to these organizations until the transaction ends. Whether an owner is left is counted over several
    /// rows, and two who each take away another one's ownership at the same moment would both count the other. The row is written as it is: that locks it on every database.
    /// </summary>
    public static Task LockAsync(this IQueryable<Organization> organizations, CancellationToken ct) =>
        organizations.ExecuteUpdateAsync(set => set.SetProperty(organization => organization.Name, organization => organization.Name), ct);
}
