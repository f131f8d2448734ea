using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Data;

namespace Slipway.Identity.ServiceAccounts.Exchange;

/// <summary>Clears away exchanged tokens that ran out a week ago or longer: the audit log says that there were some.</summary>
internal sealed class ForgetExchangedTokens(IDbContextFactory<SaasDb> dbs, WriteGate gate, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var before = time.GetUtcNow().UtcDateTime - Memory;
        using var turn = await gate.EnterAsync(ct);
        await db.ApiTokens.IgnoreQueryFilters(SaasDb.TenantFilterOnly).Where(token => token.TrustRuleId != null && token.ExpiresAt < before).ExecuteDeleteAsync(ct);
    }
}
