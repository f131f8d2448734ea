using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Account;
using Slipway.Identity.History;

namespace Slipway.Identity.Sessions;

/// <summary>A browser in which the caller is signed in.</summary>
/// <param name="Device">What it is, such as 'Firefox on Linux'.</param>
/// <param name="Address">The network address that it signed in from.</param>
/// <param name="LastSeenAt">Its last request, to within a few seconds.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record SessionDetails(Id<Session> Id, string Device, string Address, DateTime CreatedAt, DateTime LastSeenAt, bool IsThis);

/// <summary>Something that happened to the caller's account.</summary>
/// <param name="Kind">The stable name, such as <c>password.changed</c>.</param>
/// <param name="Description">The same in words.</param>
public sealed record HistoryEntry(string Kind, string Description, string Device, string Address, DateTime At);

/// <summary>Where the caller is signed in, and what happened to the account.</summary>
public sealed class SessionService
{
    /// <summary>The most entries of the account's history that are shown.</summary>
    public const int HistoryLimit = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Access _access;
    private readonly Self _self;
    private readonly SessionEnding _ending;

    internal SessionService(IDbContextFactory<SaasDb> dbs, Access access, Self self, SessionEnding ending) => (_dbs, _access, _self, _ending) = (dbs, access, self, ending);

    /// <summary>The browsers, the one that was seen last first.</summary>
    public async Task<Result<IReadOnlyList<SessionDetails>>> ListAsync(CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var (user, here) = (_access.Principal.UserId, _access.Principal.SessionId);
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var sessions = await db.Sessions.Where(session => session.UserId == user).OrderByDescending(session => session.LastSeenAt).ToListAsync(ct);
        return sessions.Select(session => new SessionDetails(session.Id, Device.Describe(session.Browser), session.Address, session.CreatedAt, session.LastSeenAt, session.Id == here)).ToList();
    }

    /// <summary>Signs one browser out, at once. Doing it again is harmless.</summary>
    public async Task<Result<Done>> EndAsync(Id<Session> id, CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = _access.Principal.UserId;
        return await EndAsync(sessions => sessions.Where(session => session.Id == id && session.UserId == user), AccountEventKind.SessionEnded, ct);
    }

    /// <summary>Signs out every browser but the one that asks.</summary>
    public async Task<Result<Done>> EndOthersAsync(CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var (user, here) = (_access.Principal.UserId, _access.Principal.SessionId);
        return await EndAsync(sessions => sessions.Where(session => session.UserId == user && session.Id != here), AccountEventKind.SessionsEnded, ct);
    }

    /// <summary>Whether the browser is still signed in; for pages that stay open while somebody signs it out from another one.</summary>
    public async Task<Result<Done>> StandAsync(CancellationToken ct) => await _access.RequireSomebodyAsync(ct) is { } ended ? ended : default(Done);

    /// <summary>Whether the caller signed in within the last ten minutes, so that nothing asks for the password again.</summary>
    public async Task<Result<bool>> IsFreshAsync(CancellationToken ct) => await _access.RequireSomebodyAsync(ct) is { } refusal ? refusal : await _self.IsFreshAsync(ct);

    /// <summary>What happened to the account, newest first.</summary>
    public async Task<Result<IReadOnlyList<HistoryEntry>>> HistoryAsync(CancellationToken ct)
    {
        if (await _access.RequireSelfAsync(ct) is { } refusal)
        {
            return refusal;
        }

        var user = _access.Principal.UserId;
        await using var db = await _dbs.CreateDbContextAsync(ct);
        var rows = await db.AccountEvents.Where(row => row.UserId == user).OrderByDescending(row => row.Key).Take(HistoryLimit).ToListAsync(ct);
        return rows.Select(row => new HistoryEntry(row.Kind, AccountEventKind.Describe(row.Kind), Device.Describe(row.Browser), row.Address, row.At)).ToList();
    }

    private async Task<Result<Done>> EndAsync(Func<IQueryable<Session>, IQueryable<Session>> which, AccountEventKind kind, CancellationToken ct)
    {
        if (await _ending.EndAsync(_self.Db, which, ct) > 0)
        {
            _self.Note(_access.Principal.UserId, kind);
            await _self.Db.SaveChangesAsync(ct);
        }

        return default(Done);
    }
}
