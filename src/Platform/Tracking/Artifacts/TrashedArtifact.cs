using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Content;

namespace Slipway.Tracking.Artifacts;

/// <summary>A file that was deleted and can still be restored. One path may be here several times. Written by <see cref="ArtifactTrash"/> alone.</summary>
internal sealed class TrashedArtifact : ITenantOwned
{
    public const int NameLimit = 256;

    private TrashedArtifact() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }

    /// <summary>Where it was, as <see cref="Artifact.Path"/>.</summary>
    public string Path { get; private init; } = "";

    /// <summary>The 32 bytes of the <see cref="ContentDigest"/>.</summary>
    public byte[] Digest { get; private init; } = [];

    /// <summary>In bytes.</summary>
    public long Size { get; private init; }

    public string? ContentType { get; private init; }

    /// <summary>When its bytes came; Unix milliseconds.</summary>
    public long UpdatedAt { get; private init; }

    /// <summary>Unix milliseconds; the same of all files that one act deleted.</summary>
    public long DeletedAt { get; private init; }

    /// <summary>The name of who did it, as it was then.</summary>
    public string DeletedBy { get; private init; } = "";
}

internal sealed class TrashedArtifactMapping : IEntityTypeConfiguration<TrashedArtifact>
{
    public void Configure(EntityTypeBuilder<TrashedArtifact> artifact)
    {
        artifact.ToTable("TrashedArtifacts").HasKey(a => a.Key);
        artifact.Property(a => a.Path).HasMaxLength(Artifact.PathLimit);
        artifact.Property(a => a.Digest).HasMaxLength(ContentDigest.Size);
        artifact.Property(a => a.ContentType).HasMaxLength(Artifact.ContentTypeLimit);
        artifact.Property(a => a.DeletedBy).HasMaxLength(TrashedArtifact.NameLimit);
        artifact.HasIndex(a => new { a.ProjectId, a.Path });
        artifact.HasIndex(a => new { a.OrganizationId, a.Digest });
        artifact.HasIndex(a => new { a.OrganizationId, a.DeletedAt });
        artifact.HasOne<Project>().WithMany().HasForeignKey(a => a.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
