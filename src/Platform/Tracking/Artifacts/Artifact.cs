using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file that was logged. Folders are no rows: they are what paths have in common. Written by <see cref="ArtifactLane"/> alone.</summary>
internal sealed class Artifact : ITenantOwned
{
    /// <summary>With the project's id, the most that SQL Server's index keys of 1,700 bytes can hold.</summary>
    public const int PathLimit = 840;
    public const int ContentTypeLimit = 255;

    private Artifact() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }

    /// <summary>Below the project, as clients name it: <c>0/{run}/artifacts/model/MLmodel</c>.</summary>
    public string Path { get; private init; } = "";

    /// <summary>The 32 bytes of the <see cref="ContentDigest"/>.</summary>
    public byte[] Digest { get; private init; } = [];

    /// <summary>In bytes.</summary>
    public long Size { get; private init; }

    /// <summary>As its sender named it; null when nothing usable was said.</summary>
    public string? ContentType { get; private init; }

    /// <summary>Unix milliseconds.</summary>
    public long UpdatedAt { get; private init; }
}

internal sealed class ArtifactMapping : IEntityTypeConfiguration<Artifact>
{
    public void Configure(EntityTypeBuilder<Artifact> artifact)
    {
        artifact.ToTable("Artifacts").HasKey(a => a.Key);
        artifact.Property(a => a.Path).HasMaxLength(Artifact.PathLimit);
        artifact.Property(a => a.Digest).HasMaxLength(ContentDigest.Size);
        artifact.Property(a => a.ContentType).HasMaxLength(Artifact.ContentTypeLimit);
        artifact.HasIndex(a => new { a.ProjectId, a.Path }).IsUnique();
        artifact.HasIndex(a => new { a.OrganizationId, a.Digest });
        artifact.HasOne<Project>().WithMany().HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
