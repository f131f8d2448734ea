using System.ComponentModel.DataAnnotations;

namespace Slipway.Integrations.Webhooks;

/// <summary>A new webhook.</summary>
/// <param name="Name">By what people know it.</param>
/// <param name="Url">Where events are sent to, an https address that everybody can reach.</param>
/// <param name="Events">Names of events, as <c>webhooks/events</c> lists them.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Secret">What it signs with; null has one made, which the answer shows this once.</param>
/// <param name="IsSigned">Whether it signs at all. Receivers of unsigned events can't tell who sends them.</param>
/// <param name="IsActive">Whether it sends from the start.</param>
public sealed record CreateWebhook(
    [Required, MaxLength(Webhook.NameLimit)] string Name,
    [Required, MaxLength(Webhook.UrlLimit)] string Url,
    [Required] IReadOnlyList<string> Events,
    [MaxLength(Webhook.DescriptionLimit)] string? Description = null,
    [MaxLength(Webhook.SecretLimit)] string? Secret = null,
    bool IsSigned = true,
    bool IsActive = true);

/// <summary>What is changed of a webhook; what is null stays.</summary>
/// <param name="Name">By what people know it.</param>
/// <param name="Url">Where events are sent to from now on, those that wait included.</param>
/// <param name="Events">All events that it is told of from now on.</param>
/// <param name="Description">What it is for; empty takes it away.</param>
/// <param name="IsActive">Whether it sends. Enabled again, it sends what waits; what happened meanwhile isn't sent.</param>
public sealed record EditWebhook(
    [MaxLength(Webhook.NameLimit)] string? Name = null,
    [MaxLength(Webhook.UrlLimit)] string? Url = null,
    IReadOnlyList<string>? Events = null,
    [MaxLength(Webhook.DescriptionLimit)] string? Description = null,
    bool? IsActive = null);

/// <summary>A secret of one's own to sign with.</summary>
public sealed record SetSecret([Required, MaxLength(Webhook.SecretLimit)] string Secret);

/// <summary>The secret just made. <paramref name="Secret"/> is shown this once.</summary>
public sealed record WebhookSecret(string Secret);

/// <summary>A webhook as those who manage it see it; its secret is nowhere.</summary>
/// <param name="DisabledBecause">Why the server disabled it; null when it didn't.</param>
/// <param name="FailingSince">Since when nothing got through, UTC; null while it does.</param>
/// <param name="HeldUntil">When the receiver is asked again, UTC; null while nothing holds it up.</param>
/// <param name="Waiting">How many deliveries wait to be sent.</param>
/// <param name="Maker">Who made it; null when their account is gone.</param>
public sealed record WebhookDetails(
    Id<Webhook> Id,
    string Name,
    string Description,
    string Url,
    IReadOnlyList<string> Events,
    bool IsActive,
    bool IsSigned,
    string? DisabledBecause,
    DateTime? FailingSince,
    DateTime? HeldUntil,
    DateTime? LastDeliveredAt,
    int Waiting,
    string? Maker,
    DateTime CreatedAt,
    DateTime UpdatedAt);

/// <summary>A webhook just made.</summary>
/// <param name="Secret">The secret that was made for it, shown this once; null when it came with the request, or when it doesn't sign.</param>
public sealed record NewWebhook(WebhookDetails Webhook, string? Secret);
