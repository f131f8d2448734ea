using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Identity.Sessions;

/// <summary>Ends sessions so that every request, circuit and connection of theirs is refused at once, here and on the other replicas.</summary>
internal sealed class SessionEnding(AccessMemory memory, WriteGate gate)
{
    /// <summary>Answers how many were ended.</summary>
    public async Task<int> EndAsync(SaasDb db, Func<IQueryable<Session>, IQueryable<Session>> which, CancellationToken ct)
    {
        int ended;
        using (await gate.EnterAsync(ct))
        {
            ended = await which(db.Sessions).ExecuteDeleteAsync(ct);
        }

        if (ended > 0)
        {
            memory.Forget();
        }

        return ended;
    }

    /// <summary>Ends all of a person's sessions but one.</summary>
    public Task<int> EndOthersAsync(SaasDb db, Id<User> user, Id<Session>? except, CancellationToken ct) =>
        EndAsync(db, sessions => sessions.Where(session => session.UserId == user && session.Id != except), ct);
}
