namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>A delivery as the log lists it.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="IsTest">Whether somebody sent it to try the receiver.</param>
/// <param name="DueAt">When it is sent next, UTC; null when it is done with.</param>
/// <param name="Status">What the receiver answered last; null when no answer came.</param>
/// <param name="Error">Why the last attempt didn't get through; null when it did, or when there was none.</param>
/// <param name="Milliseconds">How long the last attempt took.</param>
public sealed record DeliverySummary(
    Id<WebhookDelivery> Id, string Event, bool IsTest, WebhookDeliveryState State, DateTime CreatedAt, DateTime? DueAt, int Attempts, DateTime? AttemptedAt, int? Status, string? Error, int? Milliseconds);

/// <summary>One attempt.</summary>
/// <param name="Url">Where it was sent to.</param>
/// <param name="Status">What the receiver answered; null when no answer came.</param>
/// <param name="Error">Why it didn't get through, as a sentence; null when it did.</param>
/// <param name="Excerpt">The first bytes of the answer's body, as text.</param>
public sealed record DeliveryAttempt(DateTime At, string Url, int? Status, string? Error, string Excerpt, int Milliseconds);

/// <summary>A delivery with what was sent and how each attempt went.</summary>
/// <param name="Body">The JSON that is sent.</param>
/// <param name="Tries">Newest first.</param>
public sealed record DeliveryDetails(DeliverySummary Delivery, string Body, IReadOnlyList<DeliveryAttempt> Tries);

/// <summary>How many deliveries of a webhook are kept, by how far they are.</summary>
public sealed record DeliveryCounts(int Waiting, int Delivered, int Failed)
{
    /// <summary>All of them.</summary>
    public int All => Waiting + Delivered + Failed;
}
