using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Sessions;

/// <summary>Forgets browsers that never came back: their cookies expired.</summary>
internal sealed class ForgetSessions(IDbContextFactory<SaasDb> dbs, WriteGate gate, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var before = time.GetUtcNow().UtcDateTime - Session.Lifetime;
        using var turn = await gate.EnterAsync(ct);
        await db.Sessions.Where(session => session.LastSeenAt < before).ExecuteDeleteAsync(ct);
    }
}
