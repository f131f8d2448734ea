namespace Slipway.Foundation.Events;

/// <summary>
/// Something that happened and that audit, activity, notifications, webhooks or live screens may care about. A feature declares its
/// events as records; <c>db.Record(…)</c> writes one in the transaction of the act itself.
/// </summary>
/// <param name="Kind">The stable name, such as <c>project.created</c>.</param>
/// <param name="Subject">What it happened to, as an address within the organization, such as <c>projects/vision</c>.</param>
public abstract record PlatformEvent(string Kind, string Subject);
