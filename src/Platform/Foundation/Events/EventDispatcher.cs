using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Foundation.Events;

/// <summary>
/// Numbers committed events, one organization at a time, and extends the organization's hash chain with them. Consumers follow the number:
/// a cursor over keys would miss what commits late, and a chain extended in the act's own transaction would let one act through at a time.
/// </summary>
internal sealed partial class EventDispatcher(IServiceScopeFactory scopes, EventSignal signal, NumberedEvents numbered, LiveFeed live, ILogger<EventDispatcher> log) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Numbering takes a commit: under load one for what a tenth of a second brought, instead of one for every few events.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private static readonly Conflict Overtaken = new("These events were numbered by another replica.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DispatchAsync(stoppingToken))
                {
                    // There may be more than a batch.
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(log, exception);
            }

            await signal.WaitAsync(Patience, stoppingToken);
            await Task.Delay(Gathering, stoppingToken);
        }
    }

    /// <summary>Numbers what is waiting, a batch for each organization; false when that was everything.</summary>
    private async Task<bool> DispatchAsync(CancellationToken ct)
    {
        var waiting = await WaitingAsync(ct);
        var more = false;
        foreach (var organization in waiting)
        {
            try
            {
                more |= await DispatchAsync(organization, ct) == Batch;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One organization's trouble is not the others'.
                LogFailed(log, exception);
            }
        }

        return more;
    }

    private async Task<int> DispatchAsync(Id<Organization> organization, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var count = await NumberAsync(db, organization, ct);
        numbered.Add(organization);
        live.Publish(Topics.Events(organization), LiveMessage.Changed);
        return count;
    }

    private async Task<List<Id<Organization>>> WaitingAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        return await db.Events.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(row => row.Number == null)
            .Select(row => row.OrganizationId)
            .Distinct()
            .ToListAsync(ct);
    }

    // Two replicas may try at once: whoever finds the chain longer than it was read writes nothing, since the other one has numbered the same events.
    private static async Task<int> NumberAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        var chain = await ChainAsync(db, organization, ct);
        var rows = await db.Events.AsNoTracking().Where(row => row.Number == null).OrderBy(row => row.Key).Take(Batch).ToListAsync(ct);
        var before = chain.Number;
        foreach (var row in rows)
        {
            chain.Extend(EventHash.Of(chain.Hash, row, chain.Number + 1));
            row.Chain(chain.Number, chain.Hash);
        }

        await db.TransactAsync<Done>(
            async () =>
            {
                var extended = await db.EventChains
                    .Where(stored => stored.Number == before)
                    .ExecuteUpdateAsync(set => set.SetProperty(stored => stored.Number, chain.Number).SetProperty(stored => stored.Hash, chain.Hash), ct);
                if (extended == 0)
                {
                    return Overtaken;
                }

                await EventNumbers.WriteAsync(db, rows, ct);
                return default(Done);
            },
            ct);
        return rows.Count;
    }

    private static async Task<EventChain> ChainAsync(SaasDb db, Id<Organization> organization, CancellationToken ct)
    {
        if (await db.EventChains.AsNoTracking().SingleOrDefaultAsync(ct) is { } known)
        {
            return known;
        }

        var chain = db.EventChains.Add(EventChain.Begin(organization)).Entity;
        await db.SaveChangesAsync(ct);
        return chain;
    }

    [LoggerMessage(LogLevel.Error, "Numbering events failed; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
