using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Tracking.Experiments;

namespace Slipway.Tracking.Runs;

/// <summary>Where a run is in its life. The numbers are the protocol's.</summary>
public enum RunStatus
{
    Running = 1,
    Scheduled = 2,
    Finished = 3,
    Failed = 4,
    Killed = 5,
}

/// <summary>One execution of training code. Read through EF, written by the ingest lane alone.</summary>
internal sealed class Run : ITenantOwned
{
    public const int IdLength = 32;
    public const int NameLimit = 250;
    public const int UserLimit = 256;

    private Run() { }

    /// <summary>The key that other tables use; allocated by the ingest lane.</summary>
    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public long ExperimentKey { get; private init; }

    /// <summary>What clients call it: 32 lower-case hexadecimal digits.</summary>
    public string RunId { get; private init; } = "";
    public string Name { get; private init; } = "";
    public RunStatus Status { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long StartTime { get; private init; }

    /// <summary>Unix milliseconds; null while it runs.</summary>
    public long? EndTime { get; private init; }

    /// <summary>Who the client said it was; shown, never trusted.</summary>
    public string UserName { get; private init; } = "";

    /// <summary>Whose credentials created it.</summary>
    public Id<User> CreatedBy { get; private init; }

    public bool Deleted { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long? DeletedAt { get; private init; }

    /// <summary>How often points of the run moved from the journal into chunks: reading them is repeated when it changed meanwhile.</summary>
    public long Compactions { get; private init; }
}

/// <summary>An input of a run. Immutable.</summary>
internal sealed class RunParam : ITenantOwned
{
    public const int ValueLimit = 6_000;

    /// <summary>How much of a value is indexed for search and order.</summary>
    public const int HeadLimit = 100;

    private RunParam() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private init; } = "";
    public string ValueHead { get; private init; } = "";
}

/// <summary>A key and a value that somebody put on a run; the last write wins.</summary>
internal sealed class RunTag : ITenantOwned
{
    public const int ValueLimit = 8_000;

    private RunTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private init; } = "";
    public string ValueHead { get; private init; } = "";
}

internal sealed class RunMapping : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> run)
    {
        run.ToTable("Runs").HasKey(r => r.Key);
        run.Property(r => r.Key).ValueGeneratedNever();
        run.Property(r => r.RunId).HasMaxLength(Run.IdLength);
        run.Property(r => r.Name).HasMaxLength(Run.NameLimit);
        run.Property(r => r.UserName).HasMaxLength(Run.UserLimit);
        run.Property(r => r.Status).HasConversion<int>();
        run.HasIndex(r => r.RunId).IsUnique();
        run.HasIndex(r => new { r.ExperimentKey, r.Deleted, r.StartTime, r.RunId });
        run.HasIndex(r => new { r.ProjectId, r.Deleted, r.Status, r.EndTime });
        run.HasOne<Experiment>().WithMany().HasForeignKey(r => r.ExperimentKey).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RunParamMapping : IEntityTypeConfiguration<RunParam>
{
    public void Configure(EntityTypeBuilder<RunParam> param)
    {
        param.ToTable("RunParams").HasKey(p => new { p.RunKey, p.Name });
        param.Property(p => p.Name).HasMaxLength(Metrics.MetricSeries.NameLimit);
        param.Property(p => p.Value);
        param.Property(p => p.ValueHead).HasMaxLength(RunParam.HeadLimit);
        param.HasIndex(p => new { p.ExperimentKey, p.Name, p.ValueHead, p.RunKey });
        param.HasOne<Run>().WithMany().HasForeignKey(p => p.RunKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunTagMapping : IEntityTypeConfiguration<RunTag>
{
    public void Configure(EntityTypeBuilder<RunTag> tag)
    {
        tag.ToTable("RunTags").HasKey(t => new { t.RunKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(Metrics.MetricSeries.NameLimit);
        tag.Property(t => t.Value);
        tag.Property(t => t.ValueHead).HasMaxLength(RunParam.HeadLimit);
        tag.HasIndex(t => new { t.ExperimentKey, t.Name, t.ValueHead, t.RunKey });
        tag.HasOne<Run>().WithMany().HasForeignKey(t => t.RunKey).OnDelete(DeleteBehavior.Cascade);
    }
}
