using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Data;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>
/// Works off what is due, of all organizations, side by side: so many at once in all, few of them of one organization and one of each webhook. A slow
/// receiver then holds up its own webhook, and never the neighbour's.
/// </summary>
internal sealed partial class SendWebhooks(IServiceScopeFactory scopes, WebhookRound round, IDbContextFactory<SaasDb> dbs, TimeProvider time, ILogger<SendWebhooks> log)
{
    private const int AtOnce = 32;
    private const int OfOneOrganization = 4;

    public async Task RunAsync(CancellationToken ct)
    {
        if (!round.Begin())
        {
            return;
        }

        var flying = new Dictionary<Id<Webhook>, Flight>();
        try
        {
            do
            {
                await WorkAsync(flying, ct);
            }
            while (!round.End());
        }
        catch
        {
            round.Abandon();
            throw;
        }
    }

    private async Task WorkAsync(Dictionary<Id<Webhook>, Flight> flying, CancellationToken ct)
    {
        var stuck = new HashSet<Id<Webhook>>();
        while (true)
        {
            var called = round.Listen();
            foreach (var (organization, webhook) in Choose(await DueAsync(ct), flying, stuck))
            {
                flying[webhook] = new(organization, CarryAsync(organization, webhook, ct));
            }

            if (flying.Count == 0)
            {
                return;
            }

            await Task.WhenAny([.. flying.Values.Select(flight => flight.Landing), called]);
            foreach (var (webhook, flight) in flying.Where(each => each.Value.Landing.IsCompleted).ToList())
            {
                flying.Remove(webhook);
                if (!await flight.Landing)
                {
                    // Still due, and due again at once: it would be tried without a pause.
                    stuck.Add(webhook);
                }
            }
        }
    }

    private async Task<List<(Id<Organization> Organization, Id<Webhook> Webhook)>> DueAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = time.GetUtcNow().UtcDateTime;
        var due = await db.Webhooks.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            // What a deleted project has to tell waits for its restoration.
            .Where(webhook => webhook.IsActive && (webhook.HeldUntil == null || webhook.HeldUntil <= now) && db.Projects.Any(project => project.Id == webhook.ProjectId)
                && db.WebhookDeliveries.Any(delivery => delivery.WebhookId == webhook.Id && delivery.DueAt <= now))
            .Select(webhook => new { webhook.OrganizationId, webhook.Id })
            .ToListAsync(ct);
        return [.. due.Select(each => (each.OrganizationId, each.Id))];
    }

    /// <summary>Whose turn it is: first those of organizations that have the fewest on their way.</summary>
    private static List<(Id<Organization> Organization, Id<Webhook> Webhook)> Choose(
        List<(Id<Organization> Organization, Id<Webhook> Webhook)> due, Dictionary<Id<Webhook>, Flight> flying, HashSet<Id<Webhook>> stuck)
    {
        var busy = flying.Values.CountBy(flight => flight.Organization).ToDictionary();
        return
        [
            .. due.Where(each => !flying.ContainsKey(each.Webhook) && !stuck.Contains(each.Webhook))
                .GroupBy(each => each.Organization)
                .SelectMany(group => group.Select((each, place) => (Place: place + busy.GetValueOrDefault(group.Key), each.Organization, each.Webhook)))
                .Where(each => each.Place < OfOneOrganization)
                .OrderBy(each => each.Place)
                .Take(AtOnce - flying.Count)
                .Select(each => (each.Organization, each.Webhook)),
        ];
    }

    private async Task<bool> CarryAsync(Id<Organization> organization, Id<Webhook> webhook, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
            await scope.ServiceProvider.GetRequiredService<WebhookCourier>().RunAsync(webhook, ct);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogFailed(log, failure);
            return false;
        }
    }

    private readonly record struct Flight(Id<Organization> Organization, Task<bool> Landing);

    [LoggerMessage(LogLevel.Error, "Sending a webhook's events failed; the next sweep tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}

/// <summary>Lets one job at a time work in this process, and tells it when there is something new, so that many calls don't occupy many workers.</summary>
internal sealed class WebhookRound
{
    private readonly Lock _lock = new();
    private bool _running;
    private TaskCompletionSource _called = NewCall();

    /// <summary>Whether the caller is the one to work; otherwise whoever does was told to look again.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            if (_running)
            {
                _called.TrySetResult();
                return false;
            }

            return _running = true;
        }
    }

    /// <summary>Completes when somebody calls from now on.</summary>
    public Task Listen()
    {
        lock (_lock)
        {
            if (_called.Task.IsCompleted)
            {
                _called = NewCall();
            }

            return _called.Task;
        }
    }

    /// <summary>Whether the work is over; false when somebody called meanwhile.</summary>
    public bool End()
    {
        lock (_lock)
        {
            return !(_running = _called.Task.IsCompleted);
        }
    }

    public void Abandon()
    {
        lock (_lock)
        {
            _running = false;
        }
    }

    private static TaskCompletionSource NewCall() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
