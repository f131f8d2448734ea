using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Tokens;

namespace Slipway.Organizations.Members;

/// <summary>Which members are asked for.</summary>
/// <param name="Text">A part of the name or the e-mail address; null for everybody.</param>
/// <param name="Role">Those with this role; null for all.</param>
/// <param name="IsSuspended">Those who are, or aren't, suspended; null for both.</param>
/// <param name="Skip">How many to leave out from the beginning.</param>
/// <param name="Take">At most so many, 1 to <see cref="RosterService.Limit"/>.</param>
public sealed record RosterQuery(string? Text = null, OrganizationRole? Role = null, bool? IsSuspended = null, int Skip = 0, int Take = 100);

/// <summary>A member as administrators see them.</summary>
/// <param name="HasTwoFactor">Whether they sign in with a second step.</param>
/// <param name="SuspendedAt">Since when they are shut out; null while they aren't.</param>
public sealed record RosterMember(PersonSummary Person, string Email, bool HasTwoFactor, DateTime JoinedAt, DateTime? SuspendedAt);

/// <summary>A stretch of the members that were asked for, by name.</summary>
/// <param name="Total">How many there are, shown or not.</param>
public sealed record Roster(IReadOnlyList<RosterMember> Members, int Total);

/// <summary>What somebody leaves behind.</summary>
/// <param name="Held">What they answer for and somebody has to take over, such as «2 registered models».</param>
/// <param name="Tokens">How many of their tokens stop working.</param>
public sealed record MemberHoldings(IReadOnlyList<string> Held, int Tokens);

/// <summary>An organization's members, with those who are suspended, for whoever manages them.</summary>
public sealed class RosterService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, IEnumerable<IHandover> handovers, TimeProvider time)
{
    /// <summary>The most members in one answer.</summary>
    public const int Limit = 200;

    /// <summary>The members that are asked for.</summary>
    public async Task<Result<Roster>> ListAsync(RosterQuery asked, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (skip, take) = (Math.Max(asked.Skip, 0), Math.Clamp(asked.Take, 1, Limit));
        var rows = Rows(db, asked).OrderBy(row => row.Name).ThenBy(row => row.Email);
        if (asked.Text?.Trim() is not { Length: > 0 } sought)
        {
            return new Roster((await rows.Skip(skip).Take(take).ToListAsync(ct)).ConvertAll(row => row.Member()), await rows.CountAsync(ct));
        }

        // The databases agree on upper and lower case for ASCII alone, so names are compared here.
        var (found, total) = (new List<RosterMember>(), 0);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (row.Name.Contains(sought, StringComparison.InvariantCultureIgnoreCase) || row.Email.Contains(sought, StringComparison.OrdinalIgnoreCase))
            {
                if (total >= skip && found.Count < take)
                {
                    found.Add(row.Member());
                }

                total++;
            }
        }

        return new Roster(found, total);
    }

    /// <summary>What would have to be handed over, and would end, if this member left.</summary>
    public async Task<Result<MemberHoldings>> HoldingsAsync(Id<User> person, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.MembersManage, ct) is { } refusal)
        {
            return refusal;
        }

        return await ReadHoldingsAsync(person, ct);
    }

    /// <summary>What the caller would leave behind.</summary>
    public async Task<Result<MemberHoldings>> MineAsync(CancellationToken ct) =>
        await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal ? refusal : await ReadHoldingsAsync(access.Principal.UserId, ct);

    private async Task<Result<MemberHoldings>> ReadHoldingsAsync(Id<User> person, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly).AnyAsync(membership => membership.OrganizationId == tenant.Id && membership.UserId == person, ct))
        {
            return MembershipService.NoSuchMember;
        }

        return new MemberHoldings(await HeldAsync(handovers, db, person, ct), await TokenService.CountGoodAsync(db, person, time.GetUtcNow().UtcDateTime, ct));
    }

    /// <summary>What somebody answers for, over all modules.</summary>
    internal static async Task<IReadOnlyList<string>> HeldAsync(IEnumerable<IHandover> handovers, SaasDb db, Id<User> person, CancellationToken ct)
    {
        List<string> held = [];
        foreach (var handover in handovers)
        {
            held.AddRange(await handover.HeldAsync(db, person, ct));
        }

        return held;
    }

    private IQueryable<Row> Rows(SaasDb db, RosterQuery asked) =>
        from membership in db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly)
        where membership.OrganizationId == tenant.Id
            && (asked.Role == null || membership.Role == asked.Role)
            && (asked.IsSuspended == null || membership.SuspendedAt != null == asked.IsSuspended)
        join user in db.Users on (Guid)(object)membership.UserId equals user.Id
        select new Row
        {
            Id = membership.UserId, Name = user.DisplayName, Email = user.Email!, AvatarVersion = user.AvatarVersion, Role = membership.Role,
            HasTwoFactor = user.TwoFactorEnabled, JoinedAt = membership.JoinedAt, SuspendedAt = membership.SuspendedAt,
        };

    private sealed class Row
    {
        public Id<User> Id { get; init; }
        public string Name { get; init; } = "";
        public string Email { get; init; } = "";
        public string? AvatarVersion { get; init; }
        public OrganizationRole Role { get; init; }
        public bool HasTwoFactor { get; init; }
        public DateTime JoinedAt { get; init; }
        public DateTime? SuspendedAt { get; init; }

        public RosterMember Member() => new(new(Id, Name, Identity.Profile.ProfileService.AvatarAddress(Id, AvatarVersion), Role), Email, HasTwoFactor, JoinedAt, SuspendedAt);
    }
}
