using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Tracking.Experiments;

/// <summary>A series of runs that try to answer one question. Its number is what MLflow clients call the experiment id.</summary>
internal sealed class Experiment : ITenantOwned
{
    /// <summary>The number of the experiment named <see cref="DefaultName"/>, which every project has: clients fall back on it.</summary>
    public const long DefaultNumber = 0;
    public const string DefaultName = "Default";
    public const int NameLimit = 500;
    public const int LocationLimit = 1_000;

    private Experiment() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public long Number { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>Where clients put artifacts themselves; null when they go through the server.</summary>
    public string? ArtifactLocation { get; private init; }

    public bool Deleted { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private set; }

    public List<ExperimentTag> Tags { get; private init; } = [];

    public static Experiment Create(Id<Organization> organization, Id<Project> project, long number, string name, string? artifactLocation, long now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Number = number,
        Name = name,
        ArtifactLocation = artifactLocation,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public void Rename(string name, long now) => (Name, UpdatedAt) = (name, now);

    public void Delete(long now) => (Deleted, UpdatedAt) = (true, now);

    public void Restore(long now) => (Deleted, UpdatedAt) = (false, now);

    /// <summary>Puts a tag on it, or changes the value of one that is there. Tags are loaded.</summary>
    public void SetTag(string name, string value)
    {
        if (Tags.Find(tag => tag.Name == name) is { } known)
        {
            known.Change(value);
        }
        else
        {
            Tags.Add(ExperimentTag.Set(OrganizationId, name, value));
        }
    }

    /// <summary>Takes a tag off; false when it isn't there. Tags are loaded.</summary>
    public bool TakeTag(string name) => Tags.RemoveAll(tag => tag.Name == name) > 0;
}

/// <summary>A key and a value that somebody put on an experiment.</summary>
internal sealed class ExperimentTag : ITenantOwned
{
    public const int ValueLimit = 5_000;

    private ExperimentTag() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long ExperimentKey { get; private init; }
    public string Name { get; private init; } = "";
    public string Value { get; private set; } = "";

    public static ExperimentTag Set(Id<Organization> organization, string name, string value) => new() { OrganizationId = organization, Name = name, Value = value };

    public void Change(string value) => Value = value;
}

internal sealed class ExperimentMapping : IEntityTypeConfiguration<Experiment>
{
    public void Configure(EntityTypeBuilder<Experiment> experiment)
    {
        experiment.ToTable("Experiments").HasKey(e => e.Key);
        experiment.Property(e => e.Name).HasMaxLength(Experiment.NameLimit);
        experiment.Property(e => e.ArtifactLocation).HasMaxLength(Experiment.LocationLimit);
        experiment.HasIndex(e => new { e.ProjectId, e.Number }).IsUnique();
        experiment.HasIndex(e => new { e.ProjectId, e.Name }).IsUnique();
        experiment.HasIndex(e => new { e.ProjectId, e.Deleted, e.CreatedAt, e.Number });
        experiment.HasOne<Project>().WithMany().HasForeignKey(e => e.ProjectId).OnDelete(DeleteBehavior.Restrict);
        experiment.HasMany(e => e.Tags).WithOne().HasForeignKey(t => t.ExperimentKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ExperimentTagMapping : IEntityTypeConfiguration<ExperimentTag>
{
    public void Configure(EntityTypeBuilder<ExperimentTag> tag)
    {
        tag.ToTable("ExperimentTags").HasKey(t => new { t.ExperimentKey, t.Name });
        tag.Property(t => t.Name).HasMaxLength(Metrics.MetricSeries.NameLimit);
        tag.Property(t => t.Value).HasMaxLength(ExperimentTag.ValueLimit);
    }
}
