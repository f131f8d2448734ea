using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Datasets;

/// <summary>A state of a dataset, told from others by its digest, as the runs of an experiment named it.</summary>
internal sealed class DatasetVersion : ITenantOwned
{
    public const int NameLimit = 500;
    public const int DigestLimit = 36;
    public const int SourceTypeLimit = 500;
    public const int SourceLimit = 65_535;
    public const int SchemaLimit = 1_048_575;
    public const int ProfileLimit = 16_777_215;

    private DatasetVersion() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Digest { get; private init; } = "";
    public string SourceType { get; private init; } = "";
    public string Source { get; private init; } = "";
    public string? Schema { get; private init; }
    public string? Profile { get; private init; }

    public static DatasetVersion Of(Id<Organization> organization, long experiment, LoggedDataset dataset) => new()
    {
        OrganizationId = organization,
        ExperimentKey = experiment,
        Name = dataset.Name,
        Digest = dataset.Digest,
        SourceType = dataset.SourceType,
        Source = dataset.Source,
        Schema = dataset.Schema,
        Profile = dataset.Profile,
    };
}

/// <summary>That a run used a dataset.</summary>
internal sealed class RunDatasetLink : ITenantOwned
{
    public const int ContextLimit = 500;
    public const string ContextTag = "mlflow.data.context";

    private RunDatasetLink() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long RunKey { get; private init; }
    public long DatasetKey { get; private init; }

    /// <summary>What for, such as <c>training</c>: the value of the tag that says it.</summary>
    public string? Context { get; private set; }

    /// <summary>All tags of the link, as JSON.</summary>
    public string Tags { get; private set; } = "[]";

    public static RunDatasetLink Link(Id<Organization> organization, long run, long dataset) => new() { OrganizationId = organization, RunKey = run, DatasetKey = dataset };

    public void Tag(string? context, string tags) => (Context, Tags) = (context, tags);
}

internal sealed class DatasetVersionMapping : IEntityTypeConfiguration<DatasetVersion>
{
    public void Configure(EntityTypeBuilder<DatasetVersion> dataset)
    {
        dataset.ToTable("DatasetVersions").HasKey(d => d.Key);
        dataset.Property(d => d.Name).HasMaxLength(DatasetVersion.NameLimit);
        dataset.Property(d => d.Digest).HasMaxLength(DatasetVersion.DigestLimit);
        dataset.Property(d => d.SourceType).HasMaxLength(DatasetVersion.SourceTypeLimit);
        dataset.Property(d => d.Source);
        dataset.Property(d => d.Schema);
        dataset.Property(d => d.Profile);
        dataset.HasIndex(d => new { d.ExperimentKey, d.Name, d.Digest }).IsUnique();
        dataset.HasOne<Experiment>().WithMany().HasForeignKey(d => d.ExperimentKey).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RunDatasetLinkMapping : IEntityTypeConfiguration<RunDatasetLink>
{
    public void Configure(EntityTypeBuilder<RunDatasetLink> link)
    {
        link.ToTable("RunDatasets").HasKey(l => new { l.RunKey, l.DatasetKey });
        link.Property(l => l.Context).HasMaxLength(RunDatasetLink.ContextLimit);
        link.Property(l => l.Tags);
        link.HasIndex(l => l.DatasetKey);
        link.HasOne<Run>().WithMany().HasForeignKey(l => l.RunKey).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<DatasetVersion>().WithMany().HasForeignKey(l => l.DatasetKey).OnDelete(DeleteBehavior.Restrict);
    }
}
