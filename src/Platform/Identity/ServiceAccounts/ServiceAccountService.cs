using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Identity.Tokens;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>
/// An organization's service accounts: what pipelines and other programs sign in as, so that they outlast the person who set them up and may no more than
/// they need. For owners and admins.
/// </summary>
public sealed class ServiceAccountService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, TimeProvider time)
{
    /// <summary>The most service accounts of an organization.</summary>
    public const int Limit = 200;

    internal static readonly NotFound NoSuchAccount = new("There is no such service account in this organization.");

    /// <summary>All of them, by name.</summary>
    public async Task<Result<IReadOnlyList<ServiceAccountSummary>>> ListAsync(CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await Summaries(db, db.ServiceAccounts.OrderBy(account => account.Name).ThenBy(account => account.Slug).Take(Limit)).ToListAsync(ct);
    }

    /// <summary>One by its address.</summary>
    public async Task<Result<ServiceAccountDetails>> GetAsync(string slug, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.ServiceAccounts.AsNoTracking().SingleOrDefaultAsync(account => account.Slug == slug, ct) is not { } found)
        {
            return NoSuchAccount;
        }

        var now = Now;
        var summary = await Summaries(db, db.ServiceAccounts.Where(account => account.Id == found.Id)).SingleAsync(ct);
        var sight = await access.SightAsync(ct);
        var projects = await (
            from given in db.ProjectMemberships
            where given.UserId == found.Id
            join project in db.Projects.VisibleTo(sight) on given.ProjectId equals project.Id
            orderby project.Name, project.Slug
            select new ServiceProject(project.Slug, project.Name, given.Role)).ToListAsync(ct);
        var maker = await db.Users.Where(user => user.Id == found.CreatedById.Value).Select(user => user.DisplayName).SingleOrDefaultAsync(ct);
        var borrowed = await db.ApiTokens.CountAsync(token => token.OwnerId == found.Id && token.TrustRuleId != null && token.RevokedAt == null && token.ExpiresAt > now, ct);
        return new ServiceAccountDetails(summary, projects, maker, found.CreatedAt, borrowed);
    }

    /// <summary>Makes one. It may do nothing yet but what every project that is open to the organization lets it, if it was made so.</summary>
    public async Task<Result<ServiceAccountSummary>> CreateAsync(CreateServiceAccount request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        var slug = request.Slug is { Length: > 0 } chosen ? chosen : Slug.From(request.Name);
        if (Slug.CheckServiceAccount(slug) is { } unusable)
        {
            return unusable;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var taken = new AlreadyExists($"A service account with the address '{slug}' exists in this organization. Choose another name.");
        if (await db.ServiceAccounts.AnyAsync(account => account.Slug == slug, ct))
        {
            return taken;
        }

        if (await db.ServiceAccounts.CountAsync(ct) >= Limit)
        {
            return new Conflict($"An organization may have {Limit} service accounts, and this one does. Delete one that isn't used any more.");
        }

        var account = db.Users.Add(User.Serve(request.Name, Now)).Entity;
        var made = db.ServiceAccounts.Add(ServiceAccount.Make(account, tenant.Id, slug, request.Description ?? "", request.SeesOpenProjects, access.Principal.UserId, Now)).Entity;
        Record(db, new ServiceAccountCreated(slug, made.Name));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate())
        {
            return taken;
        }

        return new ServiceAccountSummary(made.Id, slug, made.Name, made.Description, made.SeesOpenProjects, 0, 0, 0, null, null);
    }

    /// <summary>Changes what it is called, what it is for and whether it sees open projects; its address stays.</summary>
    public Task<Result<Done>> EditAsync(string slug, EditServiceAccount request, CancellationToken ct) =>
        ChangeAsync(slug, async (db, account) =>
        {
            account.Describe(request.Name, request.Description ?? "", request.SeesOpenProjects);
            var user = await db.Users.SingleAsync(user => user.Id == account.Id.Value, ct);
            user.Describe(account.Name, user.TimeZone);
            Record(db, new ServiceAccountEdited(slug, account.Name, account.SeesOpenProjects));
            return null;
        }, ct);

    /// <summary>Lets none of its tokens work until it is enabled again. A second time changes nothing.</summary>
    public Task<Result<Done>> DisableAsync(string slug, CancellationToken ct) =>
        ChangeAsync(slug, (db, account) =>
        {
            if (account.DisabledAt is null)
            {
                account.Disable(Now);
                Record(db, new ServiceAccountDisabled(slug, account.Name));
            }

            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Lets its tokens work again.</summary>
    public Task<Result<Done>> EnableAsync(string slug, CancellationToken ct) =>
        ChangeAsync(slug, (db, account) =>
        {
            if (account.DisabledAt is not null)
            {
                account.Enable();
                Record(db, new ServiceAccountEnabled(slug, account.Name));
            }

            return Task.FromResult<Refusal?>(null);
        }, ct);

    /// <summary>Deletes it with its roles, tokens and trust rules. What it did stays, under its name.</summary>
    public Task<Result<Done>> DeleteAsync(string slug, CancellationToken ct) =>
        ChangeAsync(slug, async (db, account) =>
        {
            db.ProjectMemberships.RemoveRange(await db.ProjectMemberships.Where(given => given.UserId == account.Id).ToListAsync(ct));
            db.TrustRules.RemoveRange(await db.TrustRules.Where(rule => rule.ServiceAccountId == account.Id).ToListAsync(ct));
            var revoked = await TokenService.RevokeAllAsync(db, account.Id, Now, ct);
            db.ServiceAccounts.Remove(account);
            Record(db, new ServiceAccountDeleted(slug, account.Name, revoked));
            return null;
        }, ct);

    /// <summary>Gives it a role in a project, or another one than before.</summary>
    public async Task<Result<Done>> GiveAsync(KnownProject project, string slug, GiveServiceRole request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var role = request.Role!.Value;
        return role is ProjectRole.Reviewer
            ? new Invalid("A service account can't be a reviewer: an approval is a person's word. Make it a viewer, contributor or maintainer.")
            : await ChangeAsync(slug, async (db, account) =>
            {
                var given = await db.ProjectMemberships.SingleOrDefaultAsync(each => each.ProjectId == project.Id && each.UserId == account.Id, ct);
                if (given?.Role == role)
                {
                    return null;
                }

                if (given is null)
                {
                    db.ProjectMemberships.Add(ProjectMembership.Give(tenant.Id, project.Id, account.Id, role, access.Principal.UserId, Now));
                }
                else
                {
                    given.Become(role, access.Principal.UserId, Now);
                }

                Record(db, new ServiceRoleGiven(slug, account.Name, project.Slug, role), project.Id);
                return null;
            }, ct);
    }

    /// <summary>Takes back the role that it was given in a project.</summary>
    public async Task<Result<Done>> TakeAsync(KnownProject project, string slug, CancellationToken ct) =>
        await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal
            ? refusal
            : await ChangeAsync(slug, async (db, account) =>
            {
                if (await db.ProjectMemberships.SingleOrDefaultAsync(each => each.ProjectId == project.Id && each.UserId == account.Id, ct) is not { } given)
                {
                    return new NotFound("This service account was given no role in this project.");
                }

                db.ProjectMemberships.Remove(given);
                Record(db, new ServiceRoleTaken(slug, account.Name, project.Slug, given.Role), project.Id);
                return null;
            }, ct);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private void Record(SaasDb db, PlatformEvent happened, Id<Project>? project = null) => db.Record(happened, tenant.Id, project, access.Principal, Now);

    private IQueryable<ServiceAccountSummary> Summaries(SaasDb db, IQueryable<ServiceAccount> accounts)
    {
        var now = Now;
        return accounts.Select(account => new ServiceAccountSummary(
            account.Id, account.Slug, account.Name, account.Description, account.SeesOpenProjects,
            db.ProjectMemberships.Count(given => given.UserId == account.Id),
            db.ApiTokens.Count(token => token.OwnerId == account.Id && token.TrustRuleId == null && token.RevokedAt == null && (token.ExpiresAt == null || token.ExpiresAt > now)),
            db.TrustRules.Count(rule => rule.ServiceAccountId == account.Id),
            db.ApiTokens.Where(token => token.OwnerId == account.Id).Max(token => token.LastUsedAt),
            account.DisabledAt));
    }

    private async Task<Result<Done>> ChangeAsync(string slug, Func<SaasDb, ServiceAccount, Task<Refusal?>> change, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ServiceAccountsManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        try
        {
            return await db.TransactAsync<Done>(async () =>
            {
                if (await db.ServiceAccounts.SingleOrDefaultAsync(account => account.Slug == slug, ct) is not { } account)
                {
                    return NoSuchAccount;
                }

                if (await change(db, account) is { } refused)
                {
                    return refused;
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            }, ct);
        }
        catch (DbUpdateException exception) when (exception.IsDuplicate() || exception is DbUpdateConcurrencyException)
        {
            return new Conflict("Somebody else changed this service account at the same moment. Look at it again.");
        }
    }
}
