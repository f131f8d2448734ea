using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;

namespace Slipway.Organizations;

/// <summary>A new organization. The address is made from the name when it isn't given.</summary>
public sealed record CreateOrganization(
    [Required, MaxLength(Organization.NameLimit)] string Name,
    [MaxLength(Organization.SlugLimit)] string? Slug = null);

/// <summary>An organization as its members see it.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Role">What the caller is in it.</param>
public sealed record OrganizationDetails(Id<Organization> Id, string Slug, string Name, OrganizationRole Role);

/// <summary>Organizations: founding one, and those that a person belongs to.</summary>
public sealed class OrganizationService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, QuotaLedger quota, TimeProvider time)
{
    /// <summary>The most organizations that one person may belong to.</summary>
    public const int Limit = 100;

    /// <summary>Founds an organization; the caller becomes its owner. Enters it, so that its first project can be made in the same scope.</summary>
    public async Task<Result<OrganizationDetails>> CreateAsync(CreateOrganization request, CancellationToken ct)
    {
        if (await access.RequireSomebodyAsync(ct) is { } nobody)
        {
            return nobody;
        }

        var principal = access.Principal;
        if (principal.Token is not null)
        {
            return new Forbidden("An API token works in one organization; sign in to found another.");
        }

        var slug = request.Slug is { Length: > 0 } chosen ? chosen : Slug.From(request.Name);
        if (Slug.CheckOrganization(slug) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var taken = new AlreadyExists($"The address '{slug}' is taken. Choose another one.");
        if (await db.Organizations.AnyAsync(organization => organization.Slug == slug, ct))
        {
            return taken;
        }

        if (await db.Memberships.CountAsync(membership => membership.UserId == principal.UserId, ct) >= Limit)
        {
            return new Conflict($"You belong to {Limit} organizations, which is the most.");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var founded = db.Organizations.Add(Organization.Found(slug, request.Name, now)).Entity;
        tenant.Enter(founded.Id);
        db.Memberships.Add(Membership.Join(founded.Id, principal.UserId, OrganizationRole.Owner, now));
        db.Record(new OrganizationFounded(founded.Name), founded.Id, null, principal, now);
        try
        {
            return await db.TransactAsync<OrganizationDetails>(async () =>
            {
                if (await quota.TakeAsync(db, founded.Id, Resource.Seats, 1, "its founder", ct) is { } exceeded)
                {
                    return exceeded;
                }

                await db.SaveChangesAsync(ct);
                return new OrganizationDetails(founded.Id, founded.Slug, founded.Name, OrganizationRole.Owner);
            }, ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return taken;
        }
    }

    /// <summary>The organizations that the caller belongs to, by name.</summary>
    public async Task<Result<IReadOnlyList<OrganizationDetails>>> ListMineAsync(CancellationToken ct)
    {
        if (await access.RequireSomebodyAsync(ct) is { } nobody)
        {
            return nobody;
        }

        var principal = access.Principal;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var only = principal.Token?.OrganizationId;
        if (principal.IsServiceAccount)
        {
            return await (
                from account in db.ServiceAccounts.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
                where account.Id == principal.UserId
                join organization in db.Organizations on account.OrganizationId equals organization.Id
                select new OrganizationDetails(organization.Id, organization.Slug, organization.Name, ServiceAccount.RoleOf(account.SeesOpenProjects))).ToListAsync(ct);
        }

        var mine = await (
            from membership in db.Memberships
            where membership.UserId == principal.UserId && (only == null || membership.OrganizationId == only)
            join organization in db.Organizations on membership.OrganizationId equals organization.Id
            orderby organization.Name, organization.Slug
            select new OrganizationDetails(organization.Id, organization.Slug, organization.Name, membership.Role)).Take(Limit).ToListAsync(ct);
        return mine;
    }

    /// <summary>The organization that the scope is in.</summary>
    public async Task<Result<OrganizationDetails>> GetAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        var role = await access.OrganizationRoleAsync(ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Organizations.Where(organization => organization.Id == tenant.Id)
            .Select(organization => new OrganizationDetails(organization.Id, organization.Slug, organization.Name, role)).SingleAsync(ct);
    }
}

internal sealed record OrganizationFounded(string Name) : PlatformEvent("organization.founded", "");
