using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Metrics;

/// <summary>
/// What is known of one metric of one run without reading its points: the latest (the largest by step, time, value), extremes and count.
/// Read through EF, written by the ingest lane alone.
/// </summary>
internal sealed class MetricSeries : ITenantOwned
{
    /// <summary>The longest key of a metric, param or tag.</summary>
    public const int NameLimit = 250;

    private MetricSeries() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>The latest point's step, which is the largest of all.</summary>
    public long LastStep { get; private init; }

    /// <summary>The latest point's time, unix milliseconds.</summary>
    public long LastTime { get; private init; }

    /// <summary>The latest point's value; 0 for NaN, the largest finite magnitude for infinities, so that every database can hold and order it.</summary>
    public double LastValue { get; private init; }

    public bool LastIsNaN { get; private init; }

    /// <summary>The largest time of all points: a point that is later than it, or beyond the last step, can't be a repeat.</summary>
    public long MaxTime { get; private init; }

    /// <summary>The smallest value that is a number; null while there is none. Infinities as in <see cref="LastValue"/>.</summary>
    public double? Min { get; private init; }

    public double? Max { get; private init; }

    /// <summary>How many distinct points there are.</summary>
    public long Count { get; private init; }
}

/// <summary>The points that one commit added to one run, all its metrics together; moved into chunks by the compactor.</summary>
internal sealed class MetricJournalRow : ITenantOwned
{
    private MetricJournalRow() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public int Points { get; private init; }

    /// <summary>The smallest step of all its series; with the other three it tells which rows can't hold a point again.</summary>
    public long MinStep { get; private init; }
    public long MaxStep { get; private init; }
    public long MinTime { get; private init; }
    public long MaxTime { get; private init; }
    public byte[] Payload { get; private init; } = [];
}

/// <summary>Several thousand points of one metric of one run, as compressed columns, with a summary that answers a wide chart without them.</summary>
internal sealed class MetricChunk : ITenantOwned
{
    private MetricChunk() { }

    public long SeriesKey { get; private init; }

    /// <summary>From 1 in the order of writing; the last one is open. Chunks overlap when points came out of order, and readers merge them.</summary>
    public long Number { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long MinStep { get; private init; }
    public long MaxStep { get; private init; }
    public long MinTime { get; private init; }
    public long MaxTime { get; private init; }
    public int Points { get; private init; }
    public byte[] Summary { get; private init; } = [];
    public byte[] Payload { get; private init; } = [];
}

/// <summary>
/// The summary of eight full chunks of a metric, or of eight outlines of the level below, which never change any more. They number without gaps, and
/// what they could cover but don't yet, since it is older than they are, is read from what is below.
/// </summary>
internal sealed class MetricOutline : ITenantOwned
{
    private MetricOutline() { }

    public long SeriesKey { get; private init; }

    /// <summary>1 when it stands for chunks, 2 for outlines of level 1, and so on.</summary>
    public int Level { get; private init; }

    /// <summary>From 1: it stands for what has the numbers 8 n - 7 to 8 n below.</summary>
    public long Number { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public byte[] Summary { get; private init; } = [];
}

internal sealed class MetricSeriesMapping : IEntityTypeConfiguration<MetricSeries>
{
    public void Configure(EntityTypeBuilder<MetricSeries> series)
    {
        series.ToTable("MetricSeries").HasKey(s => s.Key);
        series.Property(s => s.Key).ValueGeneratedNever();
        series.Property(s => s.Name).HasMaxLength(MetricSeries.NameLimit);
        series.HasIndex(s => new { s.RunKey, s.Name }).IsUnique();
        series.HasIndex(s => new { s.ExperimentKey, s.Name, s.LastIsNaN, s.LastValue, s.RunKey });
        series.HasOne<Run>().WithMany().HasForeignKey(s => s.RunKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MetricJournalMapping : IEntityTypeConfiguration<MetricJournalRow>
{
    public void Configure(EntityTypeBuilder<MetricJournalRow> row)
    {
        row.ToTable("MetricJournal").HasKey(j => j.Key);
        row.Property(j => j.Key).ValueGeneratedNever();
        row.HasIndex(j => j.RunKey);
        row.HasOne<Run>().WithMany().HasForeignKey(j => j.RunKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MetricChunkMapping : IEntityTypeConfiguration<MetricChunk>
{
    public void Configure(EntityTypeBuilder<MetricChunk> chunk)
    {
        chunk.ToTable("MetricChunks").HasKey(c => new { c.SeriesKey, c.Number });
        chunk.HasOne<MetricSeries>().WithMany().HasForeignKey(c => c.SeriesKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MetricOutlineMapping : IEntityTypeConfiguration<MetricOutline>
{
    public void Configure(EntityTypeBuilder<MetricOutline> outline)
    {
        outline.ToTable("MetricOutlines").HasKey(o => new { o.SeriesKey, o.Level, o.Number });
        outline.HasOne<MetricSeries>().WithMany().HasForeignKey(o => o.SeriesKey).OnDelete(DeleteBehavior.Cascade);
    }
}
