using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Live;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Integrations.Webhooks.Targets;

namespace Slipway.Integrations.Webhooks;

/// <summary>A project's webhooks: made, changed, disabled, deleted. Who manages them sees their addresses, and nobody sees their secrets.</summary>
public sealed class WebhookService
{
    /// <summary>The most webhooks that a project may have.</summary>
    public const int Limit = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Access _access;
    private readonly WebhookTargets _targets;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookKinds _kinds;
    private readonly WebhookHurry _hurry;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    internal WebhookService(
        IDbContextFactory<SaasDb> dbs, Access access, WebhookTargets targets, WebhookSecrets secrets, WebhookKinds kinds, WebhookHurry hurry, LiveFeed live, TimeProvider time) =>
        (_dbs, _access, _targets, _secrets, _kinds, _hurry, _live, _time) = (dbs, access, targets, secrets, kinds, hurry, live, time);

    /// <summary>The events that webhooks can be told of, in groups.</summary>
    public async Task<Result<IReadOnlyList<WebhookKindGroup>>> EventsAsync(KnownProject project, CancellationToken ct) =>
        await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal ? refusal : _kinds.Groups.ToList();

    /// <summary>The project's webhooks, in the order in which they were made.</summary>
    public async Task<Result<IReadOnlyList<WebhookDetails>>> ListAsync(KnownProject project, CancellationToken ct)
    {
        if (await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await DetailsAsync(db, Of(db, project).OrderBy(webhook => webhook.CreatedAt), ct);
    }

    /// <summary>One webhook.</summary>
    public async Task<Result<WebhookDetails>> GetAsync(KnownProject project, Id<Webhook> id, CancellationToken ct)
    {
        if (await _access.RequireToLookAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await DetailsAsync(db, Of(db, project).Where(webhook => webhook.Id == id), ct) is [var found] ? found : Unknown(id);
    }

    /// <summary>Makes a webhook. Its address is looked up: one that leads to an internal address is refused.</summary>
    public async Task<Result<NewWebhook>> CreateAsync(KnownProject project, CreateWebhook request, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (CheckName(request.Name) is { } nameless)
        {
            return nameless;
        }

        if (_kinds.Check(request.Events) is { } unknown)
        {
            return unknown;
        }

        var url = await _targets.CheckAsync(request.Url, ct);
        if (url.Refusal is { } unreachable)
        {
            return unreachable;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Of(db, project).CountAsync(ct) >= Limit)
        {
            return new Conflict($"A project may have {Limit} webhooks. Delete one that is no longer used.");
        }

        var webhook = Webhook.Make(project.OrganizationId, project.Id, _access.Principal.UserId, Now);
        webhook.Describe(request.Name, request.Description ?? "", Now);
        webhook.PointTo(url.Value, Now);
        webhook.ListenTo(request.Events.Distinct(), Now);
        var made = request.IsSigned && request.Secret is not { Length: > 0 } ? WebhookSecrets.New() : null;
        if (request.IsSigned)
        {
            webhook.SignWith(_secrets.Encrypt(webhook.Id, made ?? request.Secret!), Now);
        }

        if (!request.IsActive)
        {
            webhook.Disable(null, Now);
        }

        db.Webhooks.Add(webhook);
        Record(db, project, new WebhookCreated(project.Slug, webhook.Id, webhook.Name));
        await SaveAsync(db, project, ct);
        return new NewWebhook((await DetailsAsync(db, Of(db, project).Where(each => each.Id == webhook.Id), ct))[0], made);
    }

    /// <summary>Changes a webhook, disables it or enables it again.</summary>
    public async Task<Result<WebhookDetails>> EditAsync(KnownProject project, Id<Webhook> id, EditWebhook edit, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (edit is { Name: null, Url: null, Description: null, Events: null, IsActive: null })
        {
            return new Invalid("Say what to change: name, url, description, events or isActive.");
        }

        if ((edit.Name is null ? null : CheckName(edit.Name)) is { } nameless)
        {
            return nameless;
        }

        if ((edit.Events is null ? null : _kinds.Check(edit.Events)) is { } unknown)
        {
            return unknown;
        }

        var url = edit.Url is null ? null : (Result<Uri>?)await _targets.CheckAsync(edit.Url, ct);
        if (url?.Refusal is { } unreachable)
        {
            return unreachable;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var changed = await db.TransactAsync(() => ChangeAsync(db, project, id, edit, url?.Value, ct), ct);
        if (changed.Refusal is { } refused)
        {
            return refused;
        }

        _live.Publish(Topics.Webhooks(project.Id), LiveMessage.Changed);
        _hurry.Hurry();
        return (await DetailsAsync(db, Of(db, project).Where(webhook => webhook.Id == id), ct))[0];
    }

    private async Task<Result<Done>> ChangeAsync(SaasDb db, KnownProject project, Id<Webhook> id, EditWebhook edit, Uri? url, CancellationToken ct)
    {
        await Of(db, project).Where(webhook => webhook.Id == id).LockAsync(ct);
        if (await Of(db, project).SingleOrDefaultAsync(webhook => webhook.Id == id, ct) is not { } found)
        {
            return Unknown(id);
        }

        if (url is not null)
        {
            found.PointTo(url, Now);
        }

        if (edit.Name is not null || edit.Description is not null)
        {
            found.Describe(edit.Name ?? found.Name, edit.Description ?? found.Description, Now);
        }

        if (edit.Events is not null)
        {
            found.ListenTo(edit.Events.Distinct(), Now);
        }

        if (edit is not { Name: null, Url: null, Description: null, Events: null })
        {
            Record(db, project, new WebhookChanged(project.Slug, found.Id, found.Name));
        }

        Switch(db, project, found, edit.IsActive);
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    /// <summary>Signs with a new secret from now on, and answers it this once. Receivers that still know only the old one refuse until they are told.</summary>
    public async Task<Result<WebhookSecret>> RotateSecretAsync(KnownProject project, Id<Webhook> id, CancellationToken ct)
    {
        var secret = WebhookSecrets.New();
        return (await SetSecretAsync(project, id, new(secret), ct)).Refusal is { } refusal ? refusal : new WebhookSecret(secret);
    }

    /// <summary>Signs with a secret of one's own from now on.</summary>
    public async Task<Result<Done>> SetSecretAsync(KnownProject project, Id<Webhook> id, SetSecret request, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Of(db, project).SingleOrDefaultAsync(webhook => webhook.Id == id, ct) is not { } found)
        {
            return Unknown(id);
        }

        found.SignWith(_secrets.Encrypt(id, request.Secret), Now);
        Record(db, project, new WebhookSecretRotated(project.Slug, found.Id, found.Name));
        await SaveAsync(db, project, ct);
        return default(Done);
    }

    /// <summary>Deletes a webhook with its log and what waits to be sent.</summary>
    public async Task<Result<Done>> DeleteAsync(KnownProject project, Id<Webhook> id, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.WebhooksManage, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await Of(db, project).SingleOrDefaultAsync(webhook => webhook.Id == id, ct) is not { } found)
        {
            return Unknown(id);
        }

        db.Webhooks.Remove(found);
        Record(db, project, new WebhookDeleted(project.Slug, found.Id, found.Name));
        await SaveAsync(db, project, ct);
        return default(Done);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private static Invalid? CheckName(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl) ? new Invalid("Give the webhook a name of one line, by which others know it.") : null;

    private static NotFound Unknown(Id<Webhook> id) => new($"Webhook with ID {id} not found in this project.");

    private static IQueryable<Webhook> Of(SaasDb db, KnownProject project) => db.Webhooks.Where(webhook => webhook.ProjectId == project.Id);

    private void Switch(SaasDb db, KnownProject project, Webhook webhook, bool? isActive)
    {
        if (isActive is true && !webhook.IsActive)
        {
            webhook.Enable(Now);
            Record(db, project, new WebhookEnabled(project.Slug, webhook.Id, webhook.Name));
        }
        else if (isActive is false && webhook.IsActive)
        {
            webhook.Disable(null, Now);
            Record(db, project, new WebhookDisabled(project.Slug, webhook.Id, webhook.Name, null, webhook.MakerId));
        }
    }

    private void Record(SaasDb db, KnownProject project, PlatformEvent happened) => db.Record(happened, project.OrganizationId, project.Id, _access.Principal, Now);

    private async Task SaveAsync(SaasDb db, KnownProject project, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        _live.Publish(Topics.Webhooks(project.Id), LiveMessage.Changed);
    }

    private static async Task<List<WebhookDetails>> DetailsAsync(SaasDb db, IQueryable<Webhook> webhooks, CancellationToken ct)
    {
        var found = await webhooks.AsNoTracking()
            .Select(webhook => new
            {
                Webhook = webhook,
                Waiting = db.WebhookDeliveries.Count(delivery => delivery.WebhookId == webhook.Id && delivery.State == WebhookDeliveryState.Waiting),
            }).ToListAsync(ct);
        var ids = found.Select(each => each.Webhook.MakerId).OfType<Id<User>>().Select(maker => maker.Value).Distinct().ToList();
        var makers = await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        return
        [
            .. found.Select(each => each.Webhook is var webhook ? new WebhookDetails(
                webhook.Id, webhook.Name, webhook.Description, webhook.Url, webhook.EventNames, webhook.IsActive, webhook.Secret is not null, webhook.DisabledBecause, webhook.FailingSince,
                webhook.HeldUntil, webhook.LastDeliveredAt, each.Waiting, webhook.MakerId is { } maker ? makers.GetValueOrDefault(maker.Value) : null, webhook.CreatedAt, webhook.UpdatedAt) : null!),
        ];
    }
}
