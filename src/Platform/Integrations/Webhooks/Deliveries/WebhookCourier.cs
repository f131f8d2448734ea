using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Integrations.Webhooks.Targets;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>Carries one webhook's deliveries, one after the other, and notes how each went.</summary>
internal sealed class WebhookCourier(IDbContextFactory<SaasDb> dbs, AccessMemory memory, WebhookClient client, WebhookSecrets secrets, LiveFeed live, TimeProvider time)
{
    private const int MostInTurn = 20;
    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>Sends what is due, until the receiver doesn't take it any more or it was enough for one turn.</summary>
    public async Task RunAsync(Id<Webhook> id, CancellationToken ct)
    {
        for (var turn = 0; turn < MostInTurn; turn++)
        {
            // Looked at anew each time: people disable, change and delete meanwhile.
            await using var db = await dbs.CreateDbContextAsync(ct);
            var now = Now;
            if (await db.Webhooks.SingleOrDefaultAsync(webhook => webhook.Id == id, ct) is not { IsActive: true } webhook || webhook.HeldUntil > now
                || await db.WebhookDeliveries.Where(delivery => delivery.WebhookId == id && delivery.DueAt <= now).OrderBy(delivery => delivery.DueAt).ThenBy(delivery => delivery.Key).FirstOrDefaultAsync(ct) is not { } due)
            {
                return;
            }

            await DeliverAsync(db, webhook, due, ct);
        }
    }

    /// <summary>Makes one attempt and saves how it went.</summary>
    public async Task DeliverAsync(SaasDb db, Webhook webhook, WebhookDelivery delivery, CancellationToken ct)
    {
        delivery.Claim(Now);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another replica is at it.
            return;
        }

        var answer = await SendAsync(webhook, delivery, ct);
        await NoteAsync(db, webhook, delivery, answer, ct);
        live.Publish(Topics.Webhooks(webhook.ProjectId), LiveMessage.Changed);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken ct)
    {
        var secret = webhook.Secret is { } encrypted ? secrets.Decrypt(webhook.Id, encrypted) : null;
        return webhook.Secret is not null && secret is null
            ? new(null, "The secret can't be read any more, because the server's keys were lost. Give the webhook a new one.", "", TimeSpan.Zero)
            : await client.SendAsync(new(new Uri(webhook.Url), delivery.Id.Value, delivery.Event, delivery.Body, secret), ct);
    }

    private async Task NoteAsync(SaasDb db, Webhook webhook, WebhookDelivery delivery, WebhookAnswer answer, CancellationToken ct)
    {
        var now = Now;
        var held = answer.IsSuccess || !answer.IsUnwell ? null : Hold(webhook, answer, now);
        delivery.Note(answer, held, now);
        db.WebhookAttempts.Add(WebhookAttempt.Of(delivery, webhook.Url, answer, now));
        if (answer.IsSuccess)
        {
            webhook.GotThrough(now);
        }
        else if (!delivery.IsTest)
        {
            webhook.DidNotGetThrough(held, now);
            if (Reason(webhook, delivery, answer) is { } reason)
            {
                await DisableAsync(db, webhook, reason, now, ct);
            }
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // It may have been deleted while this was on its way, and its log with it.
            if (await db.Webhooks.AnyAsync(each => each.Id == webhook.Id, ct))
            {
                throw;
            }
        }
    }

    private static DateTime? Hold(Webhook webhook, WebhookAnswer answer, DateTime now)
    {
        var pause = WebhookDelivery.Pause(webhook.FailedInRow + 1);
        pause = pause < LongestHold ? pause : LongestHold;
        return now + (answer.RetryAfter is { } asked && asked > pause ? asked < LongestAsked ? asked : LongestAsked : pause);
    }

    // A receiver that takes something now and then is left on.
    private static string? Reason(Webhook webhook, WebhookDelivery delivery, WebhookAnswer answer) =>
        answer.IsGone ? "The receiver answered 410: it is gone for good."
        : delivery.State is WebhookDeliveryState.Failed && !(webhook.LastDeliveredAt > delivery.QueuedAt) ? "Nothing got through for three days."
        : null;

    private async Task DisableAsync(SaasDb db, Webhook webhook, string reason, DateTime now, CancellationToken ct)
    {
        if (await memory.ProjectAsync(webhook.ProjectId, ct) is { } project)
        {
            webhook.Disable(reason, now);
            db.Record(new WebhookDisabled(project.Slug, webhook.Id, webhook.Name, reason, webhook.MakerId), webhook.OrganizationId, webhook.ProjectId, null, now);
        }
    }
}
