using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

internal sealed class TraceMapping : IEntityTypeConfiguration<Trace>
{
    public void Configure(EntityTypeBuilder<Trace> trace)
    {
        trace.ToTable("Traces").HasKey(t => t.Key);
        trace.Property(t => t.TraceId).HasMaxLength(Trace.IdLength);
        trace.Property(t => t.ClientRequestId).HasMaxLength(Trace.ClientRequestLimit);
        trace.Property(t => t.Name).HasMaxLength(Trace.NameLimit);
        trace.Property(t => t.State).HasConversion<int>();
        trace.Property(t => t.RequestPreview).HasMaxLength(Trace.PreviewLimit);
        trace.Property(t => t.ResponsePreview).HasMaxLength(Trace.PreviewLimit);
        trace.HasIndex(t => new { t.ProjectId, t.TraceId }).IsUnique();
        // Newest first is what everybody asks for: of a project, of an experiment, of those that failed.
        trace.HasIndex(t => new { t.ProjectId, t.RequestTime, t.Key });
        trace.HasIndex(t => new { t.ProjectId, t.State, t.RequestTime, t.Key });
        trace.HasIndex(t => new { t.ExperimentKey, t.RequestTime, t.Key });
        trace.HasIndex(t => new { t.ExperimentKey, t.State, t.RequestTime, t.Key });
        trace.HasOne<Experiment>().WithMany().HasForeignKey(t => t.ExperimentKey).OnDelete(DeleteBehavior.Restrict);
        trace.HasMany(t => t.Tags).WithOne().HasForeignKey(tag => tag.TraceKey).OnDelete(DeleteBehavior.Cascade);
        trace.HasMany(t => t.Metadata).WithOne().HasForeignKey(pair => pair.TraceKey).OnDelete(DeleteBehavior.Cascade);
        trace.HasMany(t => t.Runs).WithOne().HasForeignKey(run => run.TraceKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TraceTagMapping : IEntityTypeConfiguration<TraceTag>
{
    public void Configure(EntityTypeBuilder<TraceTag> tag)
    {
        tag.ToTable("TraceTags").HasKey(t => new { t.TraceKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(TraceTag.NameLimit);
        tag.Property(t => t.Value);
        tag.Property(t => t.ValueHead).HasMaxLength(SearchTable.HeadLimit);
        tag.HasIndex(t => new { t.ExperimentKey, t.Name, t.ValueHead, t.TraceKey });
    }
}

internal sealed class TraceMetadataMapping : IEntityTypeConfiguration<TraceMetadata>
{
    public void Configure(EntityTypeBuilder<TraceMetadata> pair)
    {
        pair.ToTable("TraceMetadata").HasKey(p => new { p.TraceKey, p.Name });
        pair.Property(p => p.Name).HasMaxLength(TraceTag.NameLimit);
        pair.Property(p => p.Value);
        pair.Property(p => p.ValueHead).HasMaxLength(SearchTable.HeadLimit);
        pair.HasIndex(p => new { p.ExperimentKey, p.Name, p.ValueHead, p.TraceKey });
    }
}

internal sealed class TraceRunMapping : IEntityTypeConfiguration<TraceRun>
{
    public void Configure(EntityTypeBuilder<TraceRun> link)
    {
        link.ToTable("TraceRuns").HasKey(l => new { l.TraceKey, l.RunId });
        link.Property(l => l.RunId).HasMaxLength(Run.IdLength);
        link.HasIndex(l => new { l.RunId, l.TraceKey });
    }
}
