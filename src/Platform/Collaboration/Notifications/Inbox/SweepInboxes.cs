using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Notifications.Inbox;

/// <summary>Forgets what was read long ago, and what nobody ever will: an inbox is no archive, the events themselves are.</summary>
internal sealed class SweepInboxes(IDbContextFactory<SaasDb> dbs, WriteGate gate, TimeProvider time)
{
    /// <summary>How long what was read is kept.</summary>
    public static readonly TimeSpan KeptRead = TimeSpan.FromDays(30);

    /// <summary>How long what wasn't read is kept.</summary>
    public static readonly TimeSpan KeptUnread = TimeSpan.FromDays(180);

    private const int AtOnce = 5_000;

    public async Task RunAsync(CancellationToken ct)
    {
        var (read, unread) = (time.GetUtcNow().UtcDateTime - KeptRead, time.GetUtcNow().UtcDateTime - KeptUnread);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var old = db.Notifications.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(row => (row.ReadAt != null && row.ReadAt < read) || row.At < unread);
        List<long> keys;
        do
        {
            keys = await old.OrderBy(row => row.Key).Select(row => row.Key).Take(AtOnce).ToListAsync(ct);
            if (keys.Count > 0)
            {
                var last = keys[^1];
                // A stretch at a time, so that nobody's write waits for the whole of it.
                using var turn = await gate.EnterAsync(ct);
                await old.Where(row => row.Key <= last).ExecuteDeleteAsync(ct);
            }
        }
        while (keys.Count == AtOnce);
    }
}
