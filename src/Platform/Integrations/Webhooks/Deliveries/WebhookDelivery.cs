using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Integrations.Webhooks.Targets;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>How far a delivery is.</summary>
public enum WebhookDeliveryState
{
    /// <summary>It is yet to be sent, or sent again.</summary>
    Waiting,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>One event on its way to one webhook. The row is the queue: it is written with the event's own cursor, and worked off by a job.</summary>
public sealed class WebhookDelivery : ITenantOwned
{
    internal const int EventLimit = 80;

    /// <summary>How long an attempt may take before somebody else makes it: the sender has died.</summary>
    private static readonly TimeSpan ClaimLength = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);
    private static readonly TimeSpan[] Pauses = [.. new[] { 0.5, 2, 10, 30, 60, 120, 240, 480 }.Select(TimeSpan.FromMinutes)];

    private WebhookDelivery() { }

    internal long Key { get; private init; }
    internal Id<WebhookDelivery> Id { get; private init; } = Id<WebhookDelivery>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal Id<Webhook> WebhookId { get; private init; }
    internal string Event { get; private init; } = "";

    /// <summary>The JSON that is sent, byte for byte the same at every attempt.</summary>
    internal string Body { get; private init; } = "";

    /// <summary>Whether a person sent it to try the receiver; it is sent once.</summary>
    internal bool IsTest { get; private init; }

    internal DateTime CreatedAt { get; private init; }

    /// <summary>When it began to wait, or was asked for again: patience runs from here.</summary>
    internal DateTime QueuedAt { get; private set; }

    internal WebhookDeliveryState State { get; private set; }

    /// <summary>When it is sent next; null when it is done with.</summary>
    internal DateTime? DueAt { get; private set; }

    internal int Attempts { get; private set; }
    internal DateTime? AttemptedAt { get; private set; }
    internal int? Status { get; private set; }
    internal string? Error { get; private set; }
    internal int? Milliseconds { get; private set; }

    internal static WebhookDelivery Queue(Webhook webhook, WebhookMessage message, bool isTest, DateTime now) => new()
    {
        OrganizationId = webhook.OrganizationId,
        WebhookId = webhook.Id,
        Event = message.Event,
        Body = message.Body,
        IsTest = isTest,
        CreatedAt = now,
        QueuedAt = now,
        DueAt = now,
    };

    /// <summary>Takes it for an attempt. Of two who do, only one can save it.</summary>
    internal void Claim(DateTime now)
    {
        Attempts++;
        DueAt = now + ClaimLength;
    }

    /// <summary>Notes how the attempt went.</summary>
    /// <param name="heldUntil">Until when the webhook is held up.</param>
    internal void Note(WebhookAnswer answer, DateTime? heldUntil, DateTime now)
    {
        NoteAttempt(answer, now);
        var next = now + Pause(Attempts);
        next = heldUntil > next ? heldUntil.Value : next;
        (State, DueAt) = answer.IsSuccess ? (WebhookDeliveryState.Delivered, (DateTime?)null)
            : IsTest || answer.IsGone || next > QueuedAt + Patience ? (WebhookDeliveryState.Failed, null)
            : (WebhookDeliveryState.Waiting, next);
    }

    /// <summary>Notes how an attempt went that decides nothing any more, because the delivery was asked for again meanwhile.</summary>
    internal void NoteAttempt(WebhookAnswer answer, DateTime now) => (AttemptedAt, Status, Error, Milliseconds) = (now, answer.Status, answer.Error, (int)answer.Duration.TotalMilliseconds);

    /// <summary>Sends it once more, whatever became of it, with patience as at first.</summary>
    internal void Requeue(DateTime now) => (State, QueuedAt, DueAt) = (WebhookDeliveryState.Waiting, now, now);

    /// <summary>How long to wait after so many failures in a row.</summary>
    internal static TimeSpan Pause(int failures) => Pauses[Math.Clamp(failures, 1, Pauses.Length) - 1];
}

/// <summary>One attempt at a delivery, as the log shows it.</summary>
internal sealed class WebhookAttempt : ITenantOwned
{
    public const int ErrorLimit = 500;

    /// <summary>How many bytes of an answer are kept.</summary>
    public const int ExcerptLimit = 4_096;

    private WebhookAttempt() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long DeliveryKey { get; private init; }
    public DateTime At { get; private init; }
    public string Url { get; private init; } = "";
    public int? Status { get; private init; }
    public string? Error { get; private init; }
    public string Excerpt { get; private init; } = "";
    public int Milliseconds { get; private init; }

    public static WebhookAttempt Of(WebhookDelivery delivery, string url, WebhookAnswer answer, DateTime now) => new()
    {
        OrganizationId = delivery.OrganizationId,
        DeliveryKey = delivery.Key,
        At = now,
        Url = url,
        Status = answer.Status,
        Error = answer.Error,
        Excerpt = answer.Excerpt,
        Milliseconds = (int)answer.Duration.TotalMilliseconds,
    };
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("WebhookDeliveries").HasKey(d => d.Key);
        delivery.Property(d => d.Id);
        delivery.Property(d => d.WebhookId);
        delivery.Property(d => d.Event).HasMaxLength(WebhookDelivery.EventLimit);
        delivery.Property(d => d.Body);
        delivery.Property(d => d.IsTest);
        delivery.Property(d => d.CreatedAt);
        delivery.Property(d => d.QueuedAt);
        delivery.Property(d => d.State);
        delivery.Property(d => d.DueAt);
        delivery.Property(d => d.Attempts).IsConcurrencyToken();
        delivery.Property(d => d.AttemptedAt);
        delivery.Property(d => d.Status);
        delivery.Property(d => d.Error).HasMaxLength(WebhookAttempt.ErrorLimit);
        delivery.Property(d => d.Milliseconds);
        delivery.HasIndex(d => d.Id).IsUnique();
        delivery.HasIndex(d => new { d.WebhookId, d.Key });
        delivery.HasIndex(d => new { d.WebhookId, d.State, d.Key });
        delivery.HasIndex(d => new { d.WebhookId, d.DueAt });
        delivery.HasIndex(d => d.CreatedAt);
        delivery.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WebhookAttemptMapping : IEntityTypeConfiguration<WebhookAttempt>
{
    public void Configure(EntityTypeBuilder<WebhookAttempt> attempt)
    {
        attempt.ToTable("WebhookAttempts").HasKey(a => a.Key);
        attempt.Property(a => a.Url).HasMaxLength(Webhook.UrlLimit);
        attempt.Property(a => a.Error).HasMaxLength(WebhookAttempt.ErrorLimit);
        attempt.Property(a => a.Excerpt);
        attempt.HasIndex(a => new { a.DeliveryKey, a.Key });
        attempt.HasOne<WebhookDelivery>().WithMany().HasForeignKey(a => a.DeliveryKey).OnDelete(DeleteBehavior.Cascade);
    }
}
