using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Events;

/// <summary>
/// Brings numbered events to every <see cref="IEventConsumer"/>, each at its own pace: one that fails holds up neither the others nor
/// another organization, and tries the same events again.
/// </summary>
internal sealed partial class EventFollower(
    IServiceScopeFactory scopes, NumberedEvents numbered, IEnumerable<EventConsumption> consumers, TimeProvider time, ILogger<EventFollower> log) : BackgroundService
{
    private const int Batch = 500;

    // What this process numbered is followed at once; what others numbered, or what failed, is looked for this often.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A consumer that is new begins with what people may still want to hear of.
    private static readonly TimeSpan Backlog = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var looked = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            List<Id<Organization>> organizations = [];
            if (time.GetUtcNow() - looked >= Patience)
            {
                looked = time.GetUtcNow();
                organizations = await TryAsync("", BehindAsync, stoppingToken) ?? [];
            }

            organizations.AddRange(await numbered.TakeAsync(organizations.Count > 0 ? TimeSpan.Zero : Patience, stoppingToken));
            foreach (var organization in organizations.Distinct())
            {
                await FollowAsync(organization, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(Id<Organization> organization, CancellationToken ct)
    {
        foreach (var consumer in consumers)
        {
            while (await TryAsync(consumer.Name, token => HandleAsync(organization, consumer, token), ct) == Batch)
            {
                // There may be more than a batch.
            }
        }
    }

    /// <summary>Hands the consumer its next events; answers how many they were.</summary>
    private async Task<int> HandleAsync(Id<Organization> organization, EventConsumption consumption, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var cursor = await db.EventCursors.SingleOrDefaultAsync(known => known.Consumer == consumption.Name, ct)
            ?? db.EventCursors.Add(EventCursor.Begin(organization, consumption.Name, await BeginningAsync(db, ct))).Entity;
        var rows = await db.Events.AsNoTracking().Where(row => row.Number > cursor.Number).OrderBy(row => row.Number).Take(Batch).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return 0;
        }

        var consumer = consumption.Make(scope.ServiceProvider);
        await consumer.HandleAsync(db, [.. rows.Select(EventFact.Of)], ct);
        cursor.Advance(rows[^1].Number!.Value);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another replica handled the same events.
            return 0;
        }

        await consumer.CommittedAsync(ct);
        return rows.Count;
    }

    private async Task<long> BeginningAsync(SaasDb db, CancellationToken ct)
    {
        var since = time.GetUtcNow().UtcDateTime - Backlog;
        return await db.Events.Where(row => row.Number != null && row.At < since).MaxAsync(row => row.Number, ct) ?? 0;
    }

    /// <summary>The organizations that some consumer is behind in.</summary>
    private async Task<List<Id<Organization>>> BehindAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var names = consumers.Select(consumer => consumer.Name).ToList();
        return await db.EventChains.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            .Where(chain => db.EventCursors.Count(cursor => cursor.OrganizationId == chain.OrganizationId && names.Contains(cursor.Consumer) && cursor.Number >= chain.Number) < names.Count)
            .Select(chain => chain.OrganizationId)
            .ToListAsync(ct);
    }

    private async Task<T?> TryAsync<T>(string consumer, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await work(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogFailed(log, consumer, exception);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Error, "Following the events failed for '{Consumer}'; they are tried again.")]
    private static partial void LogFailed(ILogger log, string consumer, Exception exception);
}
