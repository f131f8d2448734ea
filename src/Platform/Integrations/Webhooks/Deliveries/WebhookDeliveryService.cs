using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;
using Slipway.Tracking.Search;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>What a webhook was sent and how that went: the log, one delivery again, and a test.</summary>
public sealed class WebhookDeliveryService
{
    /// <summary>How long deliveries are kept.</summary>
    public const int DaysKept = 30;

    /// <summary>The most deliveries in one answer.</summary>
    public const int PageLimit = 100;

    private const int TestsAMinute = 10;
    private static readonly NotFound NoSuchWebhook = new("There is no such webhook in this project.");
    private static readonly NotFound NoSuchDelivery = new($"There is no such delivery. They are kept for {DaysKept} days.");

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Access _access;
    private readonly WebhookCourier _courier;
    private readonly WebhookKinds _kinds;
    private readonly WebhookHurry _hurry;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    internal WebhookDeliveryService(IDbContextFactory<SaasDb> dbs, Access access, WebhookCourier courier, WebhookKinds kinds, WebhookHurry hurry, LiveFeed live, TimeProvider time) =>
        (_dbs, _access, _courier, _kinds, _hurry, _live, _time) = (dbs, access, courier, kinds, hurry, live, time);

    /// <summary>The log, newest first.</summary>
    /// <param name="state">Only those that are this far; null for all.</param>
    /// <param name="pageToken">Where the page before ended; null for the first.</param>
    public async Task<Result<Page<DeliverySummary>>> ListAsync(KnownProject project, Id<Webhook> id, WebhookDeliveryState? state, string? pageToken, CancellationToken ct)
    {
        if (await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var before = long.MaxValue;
        if (pageToken is { Length: > 0 } && !long.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return new Invalid("Invalid page_token. Send nextPageToken as it came with the page before, or leave it out to start at the first page.");
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (!await Webhooks(db, project).AnyAsync(webhook => webhook.Id == id, ct))
        {
            return NoSuchWebhook;
        }

        var found = await db.WebhookDeliveries.AsNoTracking()
            .Where(delivery => delivery.WebhookId == id && delivery.Key < before && (state == null || delivery.State == state))
            .OrderByDescending(delivery => delivery.Key).Take(PageLimit + 1).ToListAsync(ct);
        var page = found.Take(PageLimit).ToList();
        return new Page<DeliverySummary>([.. page.Select(Summary)], found.Count > PageLimit ? page[^1].Key.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>How many deliveries there are.</summary>
    public async Task<Result<DeliveryCounts>> CountAsync(KnownProject project, Id<Webhook> id, CancellationToken ct)
    {
        if (await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (!await Webhooks(db, project).AnyAsync(webhook => webhook.Id == id, ct))
        {
            return NoSuchWebhook;
        }

        var counts = await db.WebhookDeliveries.Where(delivery => delivery.WebhookId == id).GroupBy(delivery => delivery.State)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        return new DeliveryCounts(
            counts.GetValueOrDefault(WebhookDeliveryState.Waiting), counts.GetValueOrDefault(WebhookDeliveryState.Delivered), counts.GetValueOrDefault(WebhookDeliveryState.Failed));
    }

    /// <summary>One delivery with its message and its attempts.</summary>
    public async Task<Result<DeliveryDetails>> GetAsync(KnownProject project, Id<Webhook> id, Id<WebhookDelivery> delivery, CancellationToken ct)
    {
        if (await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, project, id, delivery, ct) is { Delivery: { } found } ? await DetailsAsync(db, found, ct) : NoSuchDelivery;
    }

    /// <summary>Sends a delivery once more, with the same message and the same id, whatever became of it.</summary>
    /// <returns><see cref="WebhookIsDisabled"/> when the webhook doesn't send.</returns>
    public async Task<Result<Done>> RedeliverAsync(KnownProject project, Id<Webhook> id, Id<WebhookDelivery> delivery, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        try
        {
            var queued = await db.TransactAsync(() => RequeueAsync(db, project, id, delivery, ct), ct);
            if (queued.Refusal is { } refused)
            {
                return refused;
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Conflict("It is being sent right now.");
        }

        _hurry.Hurry();
        _live.Publish(Topics.Webhooks(project.Id), LiveMessage.Changed);
        return default(Done);
    }

    /// <summary>Sends a made-up message at once, also from a disabled webhook, and answers how that went.</summary>
    /// <param name="name">The event of the message; null for the first that the webhook listens to.</param>
    public async Task<Result<DeliveryDetails>> TestAsync(KnownProject project, Id<Webhook> id, string? name, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Webhooks(db, project).SingleOrDefaultAsync(each => each.Id == id, ct) is not { } webhook)
        {
            return NoSuchWebhook;
        }

        name ??= webhook.EventNames[0];
        if (_kinds.Check([name]) is { } unknown)
        {
            return unknown;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        var since = now.AddMinutes(-1);
        if (await db.WebhookDeliveries.CountAsync(each => each.WebhookId == id && each.IsTest && each.CreatedAt > since, ct) >= TestsAMinute)
        {
            return new TooManyRequests($"{TestsAMinute} tests a minute are enough for one receiver. Wait a minute.", TimeSpan.FromMinutes(1));
        }

        // Saved before it is sent, so that the receiver never hears of a delivery that the log doesn't know.
        var delivery = db.WebhookDeliveries.Add(WebhookDelivery.Queue(webhook, WebhookMessages.Example(_kinds.Find(name)!, project, now), isTest: true, now)).Entity;
        await _courier.DeliverAsync(db, webhook, delivery, ct);
        return await FindAsync(db, project, id, delivery.Id, ct) is { Delivery: { } sent } ? await DetailsAsync(db, sent, ct) : NoSuchDelivery;
    }

    private async Task<Result<Done>> RequeueAsync(SaasDb db, KnownProject project, Id<Webhook> id, Id<WebhookDelivery> delivery, CancellationToken ct)
    {
        await Webhooks(db, project).Where(webhook => webhook.Id == id).LockAsync(ct);
        if (await FindAsync(db, project, id, delivery, ct) is not var (webhook, found))
        {
            return NoSuchDelivery;
        }

        if (!webhook.IsActive)
        {
            return new WebhookIsDisabled();
        }

        found.Requeue(_time.GetUtcNow().UtcDateTime);
        webhook.Release();
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private static IQueryable<Webhook> Webhooks(SaasDb db, KnownProject project) => db.Webhooks.Where(webhook => webhook.ProjectId == project.Id);

    private static async Task<(Webhook Webhook, WebhookDelivery Delivery)?> FindAsync(SaasDb db, KnownProject project, Id<Webhook> id, Id<WebhookDelivery> delivery, CancellationToken ct) =>
        await Webhooks(db, project).SingleOrDefaultAsync(each => each.Id == id, ct) is { } webhook
        && await db.WebhookDeliveries.SingleOrDefaultAsync(each => each.WebhookId == id && each.Id == delivery, ct) is { } found
            ? (webhook, found)
            : null;

    private static async Task<DeliveryDetails> DetailsAsync(SaasDb db, WebhookDelivery delivery, CancellationToken ct) =>
        new(
            Summary(delivery),
            delivery.Body,
            await db.WebhookAttempts.Where(attempt => attempt.DeliveryKey == delivery.Key).OrderByDescending(attempt => attempt.Key)
                .Select(attempt => new DeliveryAttempt(attempt.At, attempt.Url, attempt.Status, attempt.Error, attempt.Excerpt, attempt.Milliseconds)).ToListAsync(ct));

    private static DeliverySummary Summary(WebhookDelivery delivery) => new(
        delivery.Id, delivery.Event, delivery.IsTest, delivery.State, delivery.CreatedAt, delivery.DueAt, delivery.Attempts, delivery.AttemptedAt, delivery.Status, delivery.Error, delivery.Milliseconds);
}

/// <summary>The webhook doesn't send.</summary>
public sealed record WebhookIsDisabled() : Conflict("This webhook is disabled. Enable it first; what waits is sent then.");
