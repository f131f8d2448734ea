using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Events;

/// <summary>An event as it is kept: written with the act, numbered and chained afterwards by <see cref="EventDispatcher"/>.</summary>
internal sealed class EventRow : ITenantOwned
{
    public const int KindLimit = 64;
    public const int SubjectLimit = 840;

    private EventRow() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project>? ProjectId { get; private init; }
    public string Kind { get; private init; } = "";
    public string Subject { get; private init; } = "";
    public Id<User>? ActorId { get; private init; }
    public string ActorName { get; private init; } = "";
    public string Data { get; private init; } = "{}";
    public DateTime At { get; private init; }

    /// <summary>Its place among the organization's events; null until it is dispatched.</summary>
    public long? Number { get; private set; }

    /// <summary>SHA-256 over the previous event's hash and this one's fields; see <see cref="EventHash"/>.</summary>
    public byte[]? Hash { get; private set; }

    public static EventRow Of(PlatformEvent happened, Id<Organization> organization, Id<Project>? project, Principal? actor, string data, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Kind = happened.Kind,
        Subject = happened.Subject,
        ActorId = actor?.UserId,
        ActorName = actor?.Name ?? "",
        Data = data,
        At = now,
    };

    public void Chain(long number, byte[] hash) => (Number, Hash) = (number, hash);
}

/// <summary>Where an organization's chain of events ends; locked while it is extended.</summary>
internal sealed class EventChain : ITenantOwned
{
    private EventChain() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long Number { get; private set; }
    public byte[] Hash { get; private set; } = EventHash.Beginning;

    public static EventChain Begin(Id<Organization> organization) => new() { OrganizationId = organization };

    public void Extend(byte[] hash) => (Number, Hash) = (Number + 1, hash);
}

internal sealed class EventRowMapping : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> row)
    {
        row.ToTable("Events").HasKey(e => e.Key);
        row.Property(e => e.Kind).HasMaxLength(EventRow.KindLimit);
        row.Property(e => e.Subject).HasMaxLength(EventRow.SubjectLimit);
        row.Property(e => e.ActorName).HasMaxLength(User.NameLimit);
        row.Property(e => e.Hash).HasMaxLength(EventHash.Length);
        row.HasIndex(e => new { e.OrganizationId, e.Number }).IsUnique();
        row.HasIndex(e => new { e.Number, e.Key });
    }
}

internal sealed class EventChainMapping : IEntityTypeConfiguration<EventChain>
{
    public void Configure(EntityTypeBuilder<EventChain> chain)
    {
        chain.ToTable("EventChains").HasKey(c => c.OrganizationId);
        chain.Property(c => c.Number).IsConcurrencyToken();
        chain.Property(c => c.Hash).HasMaxLength(EventHash.Length);
    }
}
