using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Collaboration.Activity;

/// <summary>
/// What one person did of one kind to one place within an hour, however often: so a sweep of ten thousand runs is a few rows to read. Hours are
/// UTC's; readers join them to their own days.
/// </summary>
internal sealed class ActivityRow : ITenantOwned
{
    /// <summary>The most letters of a place, so that it fits into an index; longer ones are cut.</summary>
    public const int PlaceLimit = 800;

    private ActivityRow() { }

    public Id<Organization> OrganizationId { get; private init; }

    /// <summary>The number of the first event.</summary>
    public long First { get; private init; }

    /// <summary>The number of the last event.</summary>
    public long Last { get; private set; }

    public int Count { get; private set; }
    public Id<Project>? ProjectId { get; private init; }
    public Id<User>? ActorId { get; private init; }
    public string ActorName { get; private set; } = "";
    public string Kind { get; private init; } = "";

    /// <summary>What the last event happened to.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Where the row is found: the subject itself, or what several of them are told as one by, such as their experiment.</summary>
    public string Place { get; private init; } = "";

    /// <summary>What the last event said besides.</summary>
    public string Data { get; private set; } = "";

    public DateTime At { get; private set; }
    public DateTime Hour { get; private init; }

    public static ActivityRow Begin(Id<Organization> organization, EventFact fact, string place)
    {
        var row = new ActivityRow
        {
            OrganizationId = organization,
            First = fact.Number,
            ProjectId = fact.ProjectId,
            ActorId = fact.ActorId,
            Kind = fact.Kind,
            Place = place,
            Hour = HourOf(fact.At),
        };
        row.Add(fact);
        return row;
    }

    public void Add(EventFact fact)
    {
        (Last, Subject, ActorName, Data) = (fact.Number, fact.Subject, fact.ActorName, fact.Data.GetRawText());
        At = fact.At > At ? fact.At : At;
        Count++;
    }

    public static DateTime HourOf(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
}

internal sealed class ActivityRowMapping : IEntityTypeConfiguration<ActivityRow>
{
    public void Configure(EntityTypeBuilder<ActivityRow> row)
    {
        row.ToTable("Activity").HasKey(a => new { a.OrganizationId, a.First });
        row.Property(a => a.ActorName).HasMaxLength(User.NameLimit);
        row.Property(a => a.Kind).HasMaxLength(EventRow.KindLimit);
        row.Property(a => a.Subject).HasMaxLength(EventRow.SubjectLimit);
        row.Property(a => a.Place).HasMaxLength(ActivityRow.PlaceLimit);
        row.HasIndex(a => new { a.OrganizationId, a.Last });
        row.HasIndex(a => new { a.OrganizationId, a.ProjectId, a.Last });
        row.HasIndex(a => new { a.OrganizationId, a.ActorId, a.Last });
        row.HasIndex(a => new { a.OrganizationId, a.Place, a.Last });
        row.HasIndex(a => new { a.OrganizationId, a.Hour, a.Place });
    }
}
