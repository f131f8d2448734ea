using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.LoggedModels;

internal sealed class LoggedModelMapping : IEntityTypeConfiguration<LoggedModel>
{
    public void Configure(EntityTypeBuilder<LoggedModel> model)
    {
        model.ToTable("LoggedModels").HasKey(m => m.Key);
        model.Property(m => m.ModelId).HasMaxLength(LoggedModel.IdLength);
        model.Property(m => m.Name).HasMaxLength(LoggedModel.NameLimit);
        model.Property(m => m.ModelType).HasMaxLength(LoggedModel.TypeLimit);
        model.Property(m => m.Status).HasConversion<int>();
        model.Property(m => m.SourceRunId).HasMaxLength(Run.IdLength);
        model.HasIndex(m => m.ModelId).IsUnique();
        model.HasIndex(m => new { m.ExperimentKey, m.Deleted, m.CreatedAt });
        model.HasIndex(m => m.SourceRunId);
        model.HasOne<Experiment>().WithMany().HasForeignKey(m => m.ExperimentKey).OnDelete(DeleteBehavior.Restrict);
        model.HasMany(m => m.Params).WithOne().HasForeignKey(p => p.ModelKey).OnDelete(DeleteBehavior.Cascade);
        model.HasMany(m => m.Tags).WithOne().HasForeignKey(t => t.ModelKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LoggedModelParamMapping : IEntityTypeConfiguration<LoggedModelParam>
{
    public void Configure(EntityTypeBuilder<LoggedModelParam> param)
    {
        param.ToTable("LoggedModelParams").HasKey(p => new { p.ModelKey, p.Name });
        param.Property(p => p.Name).HasMaxLength(MetricSeries.NameLimit);
        param.Property(p => p.Value);
    }
}

internal sealed class LoggedModelTagMapping : IEntityTypeConfiguration<LoggedModelTag>
{
    public void Configure(EntityTypeBuilder<LoggedModelTag> tag)
    {
        tag.ToTable("LoggedModelTags").HasKey(t => new { t.ModelKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(MetricSeries.NameLimit);
        tag.Property(t => t.Value);
    }
}

internal sealed class LoggedModelMetricMapping : IEntityTypeConfiguration<LoggedModelMetric>
{
    public void Configure(EntityTypeBuilder<LoggedModelMetric> metric)
    {
        metric.ToTable("LoggedModelMetrics").HasKey(m => new { m.ModelKey, m.Name, m.RunId, m.DatasetHash });
        metric.Property(m => m.Name).HasMaxLength(MetricSeries.NameLimit);
        metric.Property(m => m.RunId).HasMaxLength(Run.IdLength);
        metric.Property(m => m.DatasetHash).HasMaxLength(32);
        metric.Property(m => m.DatasetName).HasMaxLength(Datasets.DatasetVersion.NameLimit);
        metric.Property(m => m.DatasetDigest).HasMaxLength(Datasets.DatasetVersion.DigestLimit);
        metric.HasOne<LoggedModel>().WithMany().HasForeignKey(m => m.ModelKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunModelLinkMapping : IEntityTypeConfiguration<RunModelLink>
{
    public void Configure(EntityTypeBuilder<RunModelLink> link)
    {
        link.ToTable("RunModels").HasKey(l => new { l.RunKey, l.ModelKey, l.IsOutput });
        link.HasIndex(l => l.ModelKey);
        link.HasOne<Run>().WithMany().HasForeignKey(l => l.RunKey).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<LoggedModel>().WithMany().HasForeignKey(l => l.ModelKey).OnDelete(DeleteBehavior.Restrict);
    }
}
