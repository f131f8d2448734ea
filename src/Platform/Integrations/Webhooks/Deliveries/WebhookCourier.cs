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

    // People change the webhook while something is on its way, and ask for the delivery again: what they did stays, and the outcome is weighed against it.
    private Task NoteAsync(SaasDb db, Webhook sent, WebhookDelivery carried, WebhookAnswer answer, CancellationToken ct) => db.TransactAsync<Done>(
        async () =>
        {
            await db.Webhooks.Where(each => each.Id == sent.Id).LockAsync(ct);
            db.ChangeTracker.Clear();
            if (await db.Webhooks.SingleOrDefaultAsync(each => each.Id == sent.Id, ct) is not { } webhook || await db.WebhookDeliveries.SingleOrDefaultAsync(each => each.Key == carried.Key, ct) is not { } delivery)
            {
                // It was deleted while this was on its way, and its log with it.
                return default(Done);
            }

            var (now, isAskedAgain) = (Now, delivery.QueuedAt > carried.QueuedAt);
            db.WebhookAttempts.Add(WebhookAttempt.Of(delivery, sent.Url, answer, now));
            if (webhook.Url != sent.Url)
            {
                NoteElsewhere(delivery, answer, isAskedAgain, now);
            }
            else
            {
                await NoteAsync(db, webhook, delivery, answer, isAskedAgain, now, ct);
            }

            await db.SaveChangesAsync(ct);
            return default(Done);
        },
        ct);

    private async Task NoteAsync(SaasDb db, Webhook webhook, WebhookDelivery delivery, WebhookAnswer answer, bool isAskedAgain, DateTime now, CancellationToken ct)
    {
        var held = answer.IsSuccess || !answer.IsUnwell ? null : Hold(webhook, answer, now);
        if (isAskedAgain)
        {
            // Whoever asked wants it tried now.
            held = webhook.HeldUntil;
            delivery.NoteAttempt(answer, now);
        }
        else
        {
            delivery.Note(answer, held, now);
        }

        if (answer.IsSuccess)
        {
            webhook.GotThrough(now);
        }
        else if (!delivery.IsTest)
        {
            webhook.DidNotGetThrough(held, now);
            if (webhook.IsActive && Reason(webhook, delivery, answer) is { } reason)
            {
                await DisableAsync(db, webhook, reason, now, ct);
            }
        }
    }

    // What the former address answered says nothing about the one that the webhook has now, which is tried at once.
    private static void NoteElsewhere(WebhookDelivery delivery, WebhookAnswer answer, bool isAskedAgain, DateTime now)
    {
        if (!isAskedAgain && (answer.IsSuccess || delivery.IsTest))
        {
            delivery.Note(answer, null, now);
            return;
        }

        delivery.NoteAttempt(answer, now);
        delivery.Requeue(now);
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
