using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>Turns events into deliveries, one for each webhook that wants them, in the transaction of the cursor: none is lost, and none is queued twice.</summary>
internal sealed class QueueWebhooks(WebhookMessages messages, AccessMemory memory, WebhookHurry hurry, TimeProvider time) : IEventConsumer
{
    public const string Name = "webhooks";

    private bool _queued;

    public async Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
    {
        var webhooks = (await db.Webhooks.AsNoTracking().Where(webhook => webhook.IsActive).ToListAsync(ct)).ToLookup(webhook => webhook.ProjectId);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var fact in events)
        {
            // Nobody who asks today to be told wants to hear of yesterday.
            if (fact.ProjectId is not { } id || webhooks[id].Where(webhook => webhook.CreatedAt <= fact.At).ToList() is not { Count: > 0 } listening || await memory.ProjectAsync(id, ct) is not { } project)
            {
                continue;
            }

            foreach (var message in await messages.OfAsync(db, fact, project, ct))
            {
                foreach (var webhook in listening.Where(webhook => webhook.Wants(message.Event)))
                {
                    db.WebhookDeliveries.Add(WebhookDelivery.Queue(webhook, message, isTest: false, now));
                    _queued = true;
                }
            }
        }
    }

    public Task CommittedAsync(CancellationToken ct)
    {
        if (_queued)
        {
            hurry.Hurry();
        }

        return Task.CompletedTask;
    }
}
