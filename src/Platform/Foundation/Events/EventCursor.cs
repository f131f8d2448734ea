using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Events;

/// <summary>How far one consumer has followed an organization's events.</summary>
internal sealed class EventCursor : ITenantOwned
{
    public const int ConsumerLimit = 64;

    private EventCursor() { }

    public Id<Organization> OrganizationId { get; private init; }
    public string Consumer { get; private init; } = "";

    /// <summary>The number of the last event that was handled.</summary>
    public long Number { get; private set; }

    public static EventCursor Begin(Id<Organization> organization, string consumer, long number) => new() { OrganizationId = organization, Consumer = consumer, Number = number };

    public void Advance(long number) => Number = number;
}

internal sealed class EventCursorMapping : IEntityTypeConfiguration<EventCursor>
{
    public void Configure(EntityTypeBuilder<EventCursor> cursor)
    {
        cursor.ToTable("EventCursors").HasKey(c => new { c.OrganizationId, c.Consumer });
        cursor.Property(c => c.Consumer).HasMaxLength(EventCursor.ConsumerLimit);
        // Two replicas may handle the same events at once: only one of them commits.
        cursor.Property(c => c.Number).IsConcurrencyToken();
    }
}
