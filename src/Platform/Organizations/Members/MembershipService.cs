using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Identity.Mailing;
using Slipway.Identity.Tokens;
using Slipway.Organizations.Invitations;
using Slipway.Organizations.Teams;

namespace Slipway.Organizations.Members;

/// <summary>What a member becomes.</summary>
public sealed record ChangeMember([Required] OrganizationRole? Role);

/// <summary>Who becomes an owner in the caller's place.</summary>
public sealed record TransferOwnership([Required] Id<User>? Person);

/// <summary>Nobody would be left who decides on the organization.</summary>
public sealed record LastOwner() : Conflict("This is the only owner, and an organization is never without one. Make somebody else an owner first.");

/// <summary>Somebody answers for things that have to be handed over before they go.</summary>
/// <param name="Held">What they are, such as «2 registered models».</param>
public sealed record HeirNeeded(IReadOnlyList<string> Held) : Conflict($"Somebody has to take over {string.Join(" and ", Held)}: name who.");

/// <summary>
/// The places that people have in an organization: what they are, whether they are shut out, and their end. Whoever loses a place loses what it opened at once,
/// in pages that are open too. There is always an owner, also when several are changed at the same moment.
/// </summary>
public sealed class MembershipService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, Post post, IEnumerable<IHandover> handovers, QuotaLedger quota, TimeProvider time)
{
    internal static readonly NotFound NoSuchMember = new("There is no such member in this organization.");
    private static readonly Forbidden OwnersOnly = new("Only an owner decides who is an owner, and about owners. Ask one.");
    private static readonly Invalid NotOneself = new("That can't be done to oneself. Ask another administrator, or leave the organization.");
    private static readonly Invalid NoHeir = new("Who takes over has to be another member of the organization who isn't suspended.");

    /// <summary>Makes somebody something else. Owners are made and unmade by owners alone.</summary>
    public Task<Result<Done>> ChangeAsync(Id<User> person, ChangeMember request, CancellationToken ct) =>
        ActAsync(person, async place =>
        {
            var role = request.Role!.Value;
            if (role is OrganizationRole.Owner && !place.IsOwnersAct)
            {
                return OwnersOnly;
            }

            if (place.Membership.Role == role)
            {
                return null;
            }

            Record(place.Db, new MemberRoleChanged(person, place.Name, place.Membership.Role, role));
            place.Membership.Become(role);
            if (role is OrganizationRole.Owner)
            {
                await TellOwnerAsync(place, ct);
            }

            return null;
        }, ct);

    /// <summary>Shuts somebody out without taking anything from them. A second time changes nothing.</summary>
    public Task<Result<Done>> SuspendAsync(Id<User> person, CancellationToken ct) =>
        ActAsync(person, async place =>
        {
            if (access.IsSelf(person))
            {
                return NotOneself;
            }

            if (place.Membership.SuspendedAt is null)
            {
                place.Membership.Suspend(Now);
                Record(place.Db, new MemberSuspended(person, place.Name));
                post.Write(place.Db, place.Email, MemberLetters.Suspended(place.Name, (await OrganizationAsync(place.Db, ct)).Name));
            }

            return null;
        }, ct);

    /// <summary>Lets somebody in again who was suspended.</summary>
    public Task<Result<Done>> ReinstateAsync(Id<User> person, CancellationToken ct) =>
        ActAsync(person, async place =>
        {
            if (place.Membership.SuspendedAt is not null)
            {
                place.Membership.Reinstate();
                Record(place.Db, new MemberReinstated(person, place.Name));
                var organization = await OrganizationAsync(place.Db, ct);
                post.Write(place.Db, place.Email, MemberLetters.Reinstated(place.Name, organization.Name, $"{post.Origin}/{organization.Slug}"));
            }

            return null;
        }, ct);

    /// <summary>Ends somebody's membership: their roles, places in teams, tokens and open invitations go, and somebody else takes over what they answer for.</summary>
    /// <param name="person">Who goes.</param>
    /// <param name="heir">Who takes over; may be left out when there is nothing to take over.</param>
    /// <param name="ct">Stops it.</param>
    public Task<Result<Done>> RemoveAsync(Id<User> person, Id<User>? heir, CancellationToken ct) =>
        ActAsync(person, async place =>
        {
            if (access.IsSelf(person))
            {
                return NotOneself;
            }

            var ended = await EndAsync(place, heir, ct);
            if (ended.Refusal is { } refused)
            {
                return refused;
            }

            Record(place.Db, new MemberRemoved(person, place.Name, place.Email, ended.Value.Heir, ended.Value.Tokens));
            post.Write(place.Db, place.Email, MemberLetters.Removed(place.Name, (await OrganizationAsync(place.Db, ct)).Name));
            return null;
        }, ct);

    /// <summary>Ends the caller's own membership. What they answer for goes to whom they name, else to the owner who has been one for the longest time.</summary>
    public async Task<Result<Done>> LeaveAsync(Id<User>? heir, CancellationToken ct)
    {
        if ((await access.RequireAsync(Permission.OrganizationRead, ct) ?? await access.RequireInPersonAsync(ct)) is { } refusal)
        {
            return refusal;
        }

        return await TransactAsync(access.Principal.UserId, async place =>
        {
            var person = access.Principal.UserId;
            heir ??= await place.Db.Memberships.Where(other => other.OrganizationId == tenant.Id && other.Role == OrganizationRole.Owner && other.UserId != person)
                .OrderBy(other => other.JoinedAt).Select(other => (Id<User>?)other.UserId).FirstOrDefaultAsync(ct);
            var ended = await EndAsync(place, heir, ct);
            if (ended.Refusal is { } refused)
            {
                return refused;
            }

            Record(place.Db, new MemberLeft(person, place.Name, ended.Value.Heir, ended.Value.Tokens));
            return null;
        }, ct);
    }

    /// <summary>Makes somebody an owner and the caller an administrator, in one act. For the person and not for a token.</summary>
    public async Task<Result<Done>> TransferAsync(TransferOwnership request, CancellationToken ct)
    {
        if ((await access.RequireAsync(Permission.MembersManage, ct) ?? await access.RequireInPersonAsync(ct)) is { } refusal)
        {
            return refusal;
        }

        var (heir, self) = (request.Person!.Value, access.Principal.UserId);
        return await ActAsync(heir, async place =>
        {
            if (!place.IsOwnersAct)
            {
                return OwnersOnly;
            }

            if (heir == self || place.Membership.SuspendedAt is not null)
            {
                return NoHeir;
            }

            place.Membership.Become(OrganizationRole.Owner);
            (await place.Db.Memberships.SingleAsync(mine => mine.OrganizationId == tenant.Id && mine.UserId == self, ct)).Become(OrganizationRole.Admin);
            Record(place.Db, new OwnershipTransferred(heir, place.Name));
            await TellOwnerAsync(place, ct);
            return null;
        }, ct);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<Result<Done>> ActAsync(Id<User> person, Func<Place, Task<Refusal?>> act, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        return await TransactAsync(person, async place =>
        {
            // Asked again under the lock: the caller may have been demoted while they waited for it.
            var role = await place.Db.Memberships.Where(mine => mine.OrganizationId == tenant.Id && mine.UserId == access.Principal.UserId).Select(mine => (OrganizationRole?)mine.Role).SingleOrDefaultAsync(ct);
            return role is not { } mine || !Foundation.Access.Roles.Permissions(mine).Contains(Permission.MembersManage) ? OwnersOnly
                : place.Membership.Role is OrganizationRole.Owner && mine is not OrganizationRole.Owner ? OwnersOnly
                : await act(place with { IsOwnersAct = mine is OrganizationRole.Owner });
        }, ct);
    }

    private async Task<Result<Done>> TransactAsync(Id<User> person, Func<Place, Task<Refusal?>> act, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var outcome = await db.TransactAsync<Done>(async () =>
        {
            await db.Organizations.Where(organization => organization.Id == tenant.Id).LockAsync(ct);
            var membership = await db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).SingleOrDefaultAsync(each => each.OrganizationId == tenant.Id && each.UserId == person, ct);
            if (membership is null || await db.Users.Where(user => user.Id == person.Value).Select(user => new { user.DisplayName, user.Email }).SingleOrDefaultAsync(ct) is not { } user)
            {
                return NoSuchMember;
            }

            if (await act(new(db, membership, user.DisplayName, user.Email!, false)) is { } refused)
            {
                return refused;
            }

            await db.SaveChangesAsync(ct);
            return await db.Memberships.AnyAsync(owner => owner.OrganizationId == tenant.Id && owner.Role == OrganizationRole.Owner, ct) ? default(Done) : new LastOwner();
        }, ct);
        if (outcome.Refusal is null)
        {
            post.Hurry();
        }

        return outcome;
    }

    private async Task<Result<(string? Heir, int Tokens)>> EndAsync(Place place, Id<User>? heir, CancellationToken ct)
    {
        var (db, person) = (place.Db, place.Membership.UserId);
        var held = await RosterService.HeldAsync(handovers, db, person, ct);
        PersonRow? taking = null;
        if (heir is { } named)
        {
            taking = named == person ? null : await db.PeopleOf(tenant.Id).SingleOrDefaultAsync(other => other.Id == named, ct);
            if (taking is null)
            {
                return NoHeir;
            }
        }
        else if (held.Count > 0)
        {
            return new HeirNeeded(held);
        }

        foreach (var handover in taking is not null && held.Count > 0 ? handovers : [])
        {
            await handover.HandOverAsync(db, new(person, taking!.Id, taking.Name, access.Principal, Now), ct);
        }

        db.ProjectMemberships.RemoveRange(await db.ProjectMemberships.Where(given => given.UserId == person).ToListAsync(ct));
        await TeamService.LeaveAllAsync(db, person, ct);
        await Invitation.RevokeAllAsync(db, place.Email, Now, ct);
        var tokens = await TokenService.RevokeAllAsync(db, person, Now, ct);
        db.Memberships.Remove(place.Membership);
        await quota.CreditAsync(db, tenant.Id, Resource.Seats, 1, $"people/{person}", ct);
        return (held.Count > 0 ? taking?.Name : null, tokens);
    }

    private async Task TellOwnerAsync(Place place, CancellationToken ct)
    {
        var organization = await OrganizationAsync(place.Db, ct);
        post.Write(place.Db, place.Email, MemberLetters.Owns(place.Name, organization.Name, access.Principal.Name, $"{post.Origin}/{organization.Slug}/members"));
    }

    private Task<Organization> OrganizationAsync(SaasDb db, CancellationToken ct) => db.Organizations.AsNoTracking().SingleAsync(organization => organization.Id == tenant.Id, ct);

    private void Record(SaasDb db, PlatformEvent happened) => db.Record(happened, tenant.Id, null, access.Principal, Now);

    /// <summary>A membership at work, under the organization's lock.</summary>
    private sealed record Place(SaasDb Db, Membership Membership, string Name, string Email, bool IsOwnersAct);
}
