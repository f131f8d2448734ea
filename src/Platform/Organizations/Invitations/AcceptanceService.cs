using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Identity.SignIn;

namespace Slipway.Organizations.Invitations;

/// <summary>
/// What whoever was invited does with the mailed link. It is for the invited address alone: an account that has it takes it by signing in, which proves the address where that
/// wasn't done yet, because the link was mailed there; somebody without an account makes one with it.
/// </summary>
public sealed class AcceptanceService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Caller caller, Access access, SignInService accounts, QuotaLedger quota, TimeProvider time)
{
    private static readonly NotFound NoSuchLink = new("This link is incomplete, or a newer one was mailed since. Open the newest invitation, or ask for another one.");
    private static readonly Conflict Revoked = new("This invitation was taken back. Ask whoever sent it.");
    private static readonly Conflict Expired = new("This invitation has expired. Ask whoever sent it to send it again.");
    private static readonly Conflict Used = new("This invitation was accepted already. Sign in with the address that it was sent to.");
    private static readonly Conflict Suspended = new("Your place in this organization is suspended. Ask one of its administrators.");
    private static readonly AlreadyExists SignInFirst = new("There is an account with this e-mail address. Sign in with it to accept.");

    /// <summary>What the link with this code offers.</summary>
    public async Task<Result<InvitationOffer>> OfferAsync(string? code, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, code, ct) is not { } found)
        {
            return NoSuchLink;
        }

        if (Over(found.RevokedAt, found.AcceptedAt is not null, found.ExpiresAt) is { } over)
        {
            return over;
        }

        var organization = await db.Organizations.Where(each => each.Id == found.OrganizationId).Select(each => new { each.Name, each.Slug }).SingleAsync(ct);
        var projects = await (
            from given in db.Set<InvitationProject>().IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where given.InvitationId == found.Id
            join project in db.Projects.IgnoreQueryFilters(SaasDb.TenantFilterOnly) on given.ProjectId equals project.Id
            orderby project.Name
            select project.Name).ToListAsync(ct);
        var hasAccount = await db.Users.AnyAsync(user => user.NormalizedEmail == found.NormalizedEmail, ct);
        return new InvitationOffer(organization.Name, organization.Slug, found.Inviter, found.Email, found.Role, projects, found.ExpiresAt, hasAccount, found.AcceptedAt is not null);
    }

    /// <summary>Takes the invitation for the caller, whose account has the invited address. A second time changes nothing.</summary>
    public async Task<Result<Joined>> AcceptAsync(string? code, CancellationToken ct)
    {
        if (await access.RequireInPersonAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, code, ct) is { } found ? await TakeAsync(db, found, access.Principal, ct) : NoSuchLink;
    }

    /// <summary>Makes an account with the invited address, comes in with it, and signs in.</summary>
    public async Task<Result<Joined>> RegisterAsync(string? code, RegisterInvited request, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, code, ct) is not { } found)
        {
            return NoSuchLink;
        }

        if ((found.AcceptedAt is null ? Over(found.RevokedAt, false, found.ExpiresAt) : Used) is { } over)
        {
            return over;
        }

        var made = await accounts.CreateUserAsync(found.Email, request.DisplayName, request.Password, confirmed: true);
        if (made.Refusal is { } refusal)
        {
            return refusal is AlreadyExists ? SignInFirst : refusal;
        }

        var user = made.Value;
        caller.Become(new(user.Key, user.DisplayName));
        var joined = await TakeAsync(db, found, access.Principal, ct);
        if (joined.Refusal is null)
        {
            await accounts.EnterAsync(user);
        }
        else
        {
            await accounts.DeleteUserAsync(user);
        }

        return joined;
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Conflict? Over(DateTime? revokedAt, bool isAccepted, DateTime expiresAt) => revokedAt is not null ? Revoked : !isAccepted && expiresAt <= Now ? Expired : null;

    // Which organization invites is what the code says, so it can't be known before.
    private static async Task<Invitation?> FindAsync(SaasDb db, string? code, CancellationToken ct)
    {
        var hash = Invitation.HashOf(code ?? "");
        return await db.Invitations.IgnoreQueryFilters(SaasDb.TenantFilterOnly).AsNoTracking().SingleOrDefaultAsync(invitation => invitation.Hash == hash, ct);
    }

    private async Task<Result<Joined>> TakeAsync(SaasDb db, Invitation found, Principal principal, CancellationToken ct)
    {
        tenant.Enter(found.OrganizationId);
        return await db.TransactAsync<Joined>(async () =>
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            var organization = await db.Organizations.AsNoTracking().SingleAsync(each => each.Id == tenant.Id, ct);
            var user = await db.Users.SingleAsync(each => each.Id == principal.UserId.Value, ct);
            if (user.NormalizedEmail != found.NormalizedEmail)
            {
                return new Forbidden($"This invitation is for {found.Email}, and you are signed in as {user.Email}. Sign in with that address, or ask for an invitation to yours.");
            }

            var membership = await db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).SingleOrDefaultAsync(each => each.OrganizationId == tenant.Id && each.UserId == principal.UserId, ct);
            if (await db.Invitations.Include(each => each.Projects).SingleOrDefaultAsync(each => each.Id == found.Id && each.Hash == found.Hash, ct) is not { } invitation)
            {
                return NoSuchLink;
            }

            if (invitation.AcceptedAt is not null)
            {
                return membership is { SuspendedAt: null } ? new Joined(organization.Slug) : Used;
            }

            if ((Over(invitation.RevokedAt, false, invitation.ExpiresAt) ?? (membership is { SuspendedAt: not null } ? Suspended : null)) is { } over)
            {
                return over;
            }

            if (membership is null)
            {
                if (await db.Memberships.CountAsync(each => each.UserId == principal.UserId, ct) >= OrganizationService.Limit)
                {
                    return new Conflict($"You belong to {OrganizationService.Limit} organizations, which is the most. Leave one that you don't need.");
                }

                if (await quota.TakeAsync(db, tenant.Id, Resource.Seats, 1, $"people/{principal.UserId}", ct) is { } exceeded)
                {
                    return exceeded;
                }

                db.Memberships.Add(Membership.Join(tenant.Id, principal.UserId, invitation.Role, Now));
                db.Record(new MemberJoined(principal.UserId, user.DisplayName, invitation.Role, $"invited by {invitation.Inviter}"), tenant.Id, null, principal, Now);
            }

            await GiveProjectsAsync(db, invitation, principal.UserId, ct);
            user.ConfirmEmail();
            invitation.Accept(principal.UserId, Now);
            await db.SaveChangesAsync(ct);
            return new Joined(organization.Slug);
        }, ct);
    }

    private async Task GiveProjectsAsync(SaasDb db, Invitation invitation, Id<User> user, CancellationToken ct)
    {
        var given = await db.ProjectMemberships.Where(each => each.UserId == user).ToDictionaryAsync(each => each.ProjectId, ct);
        foreach (var project in invitation.Projects)
        {
            if (!given.TryGetValue(project.ProjectId, out var before))
            {
                db.ProjectMemberships.Add(ProjectMembership.Give(tenant.Id, project.ProjectId, user, project.Role, null, Now));
            }
            else if (before.Role < project.Role)
            {
                before.Become(project.Role, null, Now);
            }
        }
    }
}
