using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Integrations.Webhooks;

/// <summary>An address that is told of what happens in a project, and how well it listens.</summary>
public sealed class Webhook : ITenantOwned
{
    internal const int NameLimit = 80;
    internal const int DescriptionLimit = 500;
    internal const int UrlLimit = 2_000;
    internal const int EventsLimit = 4_000;
    internal const int SecretLimit = 200;
    internal const int ReasonLimit = 300;

    private Webhook() { }

    internal Id<Webhook> Id { get; private init; } = Id<Webhook>.New();
    public Id<Organization> OrganizationId { get; private init; }
    internal Id<Project> ProjectId { get; private init; }
    internal string Name { get; private set; } = "";
    internal string Description { get; private set; } = "";
    internal string Url { get; private set; } = "";

    /// <summary>Names of events, each between blanks.</summary>
    internal string Events { get; private set; } = "";

    /// <summary>What signs, encrypted; null for one that doesn't sign.</summary>
    internal string? Secret { get; private set; }

    internal bool IsActive { get; private set; }

    /// <summary>Why the server disabled it; null when a person did, or nobody.</summary>
    internal string? DisabledBecause { get; private set; }

    /// <summary>Since when nothing got through; null while it does.</summary>
    internal DateTime? FailingSince { get; private set; }

    internal int FailedInRow { get; private set; }

    /// <summary>Until when nothing is sent, because the receiver asked for it or isn't well.</summary>
    internal DateTime? HeldUntil { get; private set; }

    internal DateTime? LastDeliveredAt { get; private set; }
    internal Id<User>? MakerId { get; private init; }
    internal DateTime CreatedAt { get; private init; }
    internal DateTime UpdatedAt { get; private set; }

    internal static Webhook Make(Id<Organization> organization, Id<Project> project, Id<User> maker, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        MakerId = maker,
        IsActive = true,
        CreatedAt = now,
        UpdatedAt = now,
    };

    internal IReadOnlyList<string> EventNames => Events.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal bool Wants(string name) => Events.Contains($" {name} ", StringComparison.Ordinal);

    internal void Describe(string name, string description, DateTime now) => (Name, Description, UpdatedAt) = (name.Trim(), description.Trim(), now);

    /// <summary>Sends elsewhere from now on. What was wrong with the old address says nothing about the new one.</summary>
    internal void PointTo(Uri url, DateTime now)
    {
        if (Url != url.AbsoluteUri)
        {
            (Url, UpdatedAt) = (url.AbsoluteUri, now);
            Recover();
        }
    }

    internal void ListenTo(IEnumerable<string> events, DateTime now) => (Events, UpdatedAt) = ($" {string.Join(' ', events)} ", now);

    /// <param name="encrypted">What <see cref="WebhookSecrets"/> made of the secret.</param>
    internal void SignWith(string encrypted, DateTime now) => (Secret, UpdatedAt) = (encrypted, now);

    internal void Enable(DateTime now)
    {
        (IsActive, DisabledBecause, UpdatedAt) = (true, null, now);
        Recover();
    }

    /// <param name="reason">Why the server does it; null when a person does.</param>
    internal void Disable(string? reason, DateTime now) => (IsActive, DisabledBecause, UpdatedAt) = (false, reason, now);

    internal void GotThrough(DateTime now)
    {
        LastDeliveredAt = now;
        Recover();
    }

    /// <param name="holdUntil">When the receiver is to be asked again at the earliest; null when it is well and only didn't take this one.</param>
    internal void DidNotGetThrough(DateTime? holdUntil, DateTime now)
    {
        FailingSince ??= now;
        FailedInRow++;
        HeldUntil = holdUntil;
    }

    /// <summary>Lets go of a hold, because somebody wants to try now.</summary>
    internal void Release() => HeldUntil = null;

    private void Recover() => (FailingSince, FailedInRow, HeldUntil) = (null, 0, null);
}

internal static class WebhookLock
{
    /// <summary>
    /// Keeps others from changing these webhooks and what becomes of their deliveries until the transaction ends: people change them while something is on its
    /// way, and each has to decide on what the other left. The row is written as it is: that locks it on every database.
    /// </summary>
    public static Task LockAsync(this IQueryable<Webhook> webhooks, CancellationToken ct) => webhooks.ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.Name, webhook => webhook.Name), ct);
}

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> webhook)
    {
        webhook.ToTable("Webhooks").HasKey(w => w.Id);
        webhook.Property(w => w.ProjectId);
        webhook.Property(w => w.Name).HasMaxLength(Webhook.NameLimit);
        webhook.Property(w => w.Description).HasMaxLength(Webhook.DescriptionLimit);
        webhook.Property(w => w.Url).HasMaxLength(Webhook.UrlLimit);
        webhook.Property(w => w.Events).HasMaxLength(Webhook.EventsLimit);
        webhook.Property(w => w.Secret).HasMaxLength(2_000);
        webhook.Property(w => w.IsActive);
        webhook.Property(w => w.DisabledBecause).HasMaxLength(Webhook.ReasonLimit);
        webhook.Property(w => w.FailingSince);
        webhook.Property(w => w.FailedInRow);
        webhook.Property(w => w.HeldUntil);
        webhook.Property(w => w.LastDeliveredAt);
        webhook.Property(w => w.MakerId);
        webhook.Property(w => w.CreatedAt);
        webhook.Property(w => w.UpdatedAt);
        webhook.Ignore(w => w.EventNames);
        webhook.HasIndex(w => new { w.OrganizationId, w.IsActive });
        webhook.HasIndex(w => new { w.ProjectId, w.CreatedAt });
        webhook.HasOne<Project>().WithMany().HasForeignKey(w => w.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
