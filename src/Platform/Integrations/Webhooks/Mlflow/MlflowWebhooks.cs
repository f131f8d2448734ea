using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Foundation.Access;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Tracking.Search;

namespace Slipway.Integrations.Webhooks.Mlflow;

/// <summary>What a client asks for; null and empty stay as they are.</summary>
internal sealed record AskedWebhook(string? Name, string? Description, string? Url, IReadOnlyList<string> Events, string? Secret, bool? IsActive);

/// <summary>
/// Webhooks as MLflow's clients know them: with MLflow's events alone, since clients fail on one that they don't know. A webhook that listens only to our own
/// isn't there for them, and what they change leaves our own events of a webhook as they were.
/// </summary>
internal sealed partial class MlflowWebhooks(WebhookService webhooks, WebhookDeliveryService deliveries, WebhookKinds kinds)
{
    private const int DefaultResults = 100;
    private const int MostResults = 1_000;

    public async Task<Result<WebhookDetails>> CreateAsync(KnownProject project, AskedWebhook asked, CancellationToken ct)
    {
        if ((CheckName(asked.Name) ?? CheckEvents(asked.Events)) is { } wrong)
        {
            return wrong;
        }

        // Clients never get a secret back: one that was made for them would be known to nobody.
        var isSigned = asked.Secret is { Length: > 0 };
        var made = await webhooks.CreateAsync(project, new(asked.Name!, asked.Url!, asked.Events, asked.Description, asked.Secret, isSigned, asked.IsActive ?? true), ct);
        return made.Refusal is { } refusal ? refusal : made.Value.Webhook;
    }

    public async Task<Result<Page<WebhookDetails>>> ListAsync(KnownProject project, long? most, string? pageToken, CancellationToken ct)
    {
        if (most is < 1 or > MostResults)
        {
            return new Invalid($"Invalid value {most} for parameter 'max_results' supplied. It must be between 1 and {MostResults}.");
        }

        var after = 0;
        if (pageToken is { Length: > 0 } && !int.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return new Invalid("Invalid page_token. Send next_page_token as it came with the page before, or leave it out to start at the first page.");
        }

        var all = await webhooks.ListAsync(project, ct);
        if (all.Refusal is { } refusal)
        {
            return refusal;
        }

        var count = (int)(most ?? DefaultResults);
        var theirs = all.Value.Select(Theirs).OfType<WebhookDetails>().Skip(after).ToList();
        return new Page<WebhookDetails>([.. theirs.Take(count)], theirs.Count > count ? (after + count).ToString(CultureInfo.InvariantCulture) : null);
    }

    public async Task<Result<WebhookDetails>> GetAsync(KnownProject project, string webhook, CancellationToken ct)
    {
        var found = await webhooks.GetAsync(project, Read(webhook), ct);
        return found.Refusal is { } refusal ? Named(refusal, webhook) : Theirs(found.Value) is { } theirs ? theirs : NotTheirs(webhook);
    }

    public async Task<Result<WebhookDetails>> EditAsync(KnownProject project, string webhook, AskedWebhook asked, CancellationToken ct)
    {
        var before = await webhooks.GetAsync(project, Read(webhook), ct);
        if (before.Refusal is { } refusal)
        {
            return Named(refusal, webhook);
        }

        if (((asked.Name is null ? null : CheckName(asked.Name)) ?? (asked.Events.Count == 0 ? null : CheckEvents(asked.Events))) is { } wrong)
        {
            return wrong;
        }

        IReadOnlyList<string>? events = asked.Events.Count == 0 ? null : [.. asked.Events, .. before.Value.Events.Where(name => !IsTheirs(name))];
        var edit = new EditWebhook(asked.Name, asked.Url, events, asked.Description, asked.IsActive);
        if (edit != new EditWebhook() && (await webhooks.EditAsync(project, before.Value.Id, edit, ct)).Refusal is { } unchanged)
        {
            return unchanged;
        }

        return asked.Secret is { Length: > 0 } && (await webhooks.SetSecretAsync(project, before.Value.Id, new(asked.Secret), ct)).Refusal is { } unsigned
            ? unsigned
            : await GetAsync(project, webhook, ct);
    }

    public async Task<Result<Done>> DeleteAsync(KnownProject project, string webhook, CancellationToken ct)
    {
        var deleted = await webhooks.DeleteAsync(project, Read(webhook), ct);
        return deleted.Refusal is { } refusal ? Named(refusal, webhook) : deleted;
    }

    public async Task<Result<DeliveryDetails>> TestAsync(KnownProject project, string webhook, string? name, CancellationToken ct)
    {
        var found = await GetAsync(project, webhook, ct);
        return found.Refusal is { } refusal ? refusal
            : name is not null && CheckEvents([name]) is { } wrong ? wrong
            : await deliveries.TestAsync(project, found.Value.Id, name ?? found.Value.Events[0], ct);
    }

    // An id that was never one is an unknown one.
    private static Id<Webhook> Read(string text) => Id<Webhook>.TryParse(text, null, out var id) ? id : default;

    private static Refusal Named(Refusal refusal, string webhook) => refusal is NotFound && Read(webhook) == default ? new NotFound($"Webhook with ID {webhook} not found.") : refusal;

    private static NotFound NotTheirs(string webhook) =>
        new($"Webhook with ID {webhook} listens to none of MLflow's events. Look for it in the project's settings, or with /api/v1.");

    private bool IsTheirs(string name) => kinds.Find(name) is { IsMlflow: true };

    private WebhookDetails? Theirs(WebhookDetails webhook) => webhook.Events.Where(IsTheirs).ToList() is { Count: > 0 } theirs ? webhook with { Events = theirs } : null;

    private Invalid? CheckEvents(IReadOnlyList<string> events) =>
        events.Count == 0 ? new("Webhook events must be a non-empty list, such as [{\"entity\": \"REGISTERED_MODEL\", \"action\": \"CREATED\"}].")
        : events.FirstOrDefault(name => !IsTheirs(name)) is { } unknown ? new($"MLflow has no webhook event '{unknown}'. Check entity and action.")
        : null;

    private static Invalid? CheckName(string? name) => name is not null && Name().IsMatch(name)
        ? null
        : new($"Invalid webhook name: '{name}'. It has up to 63 letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit.");

    [GeneratedRegex("^(?=.{1,63}$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$")]
    private static partial Regex Name();
}
