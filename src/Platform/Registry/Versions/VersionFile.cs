using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Content;

namespace Slipway.Registry.Versions;

/// <summary>One line of a version's manifest. While it is there, its bytes are kept.</summary>
internal sealed class VersionFile : ITenantOwned
{
    private VersionFile() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long VersionKey { get; private init; }

    /// <summary>Below the version's folder.</summary>
    public string Path { get; private init; } = "";

    /// <summary>The 32 bytes of the <see cref="ContentDigest"/>.</summary>
    public byte[] Digest { get; private init; } = [];

    /// <summary>In bytes.</summary>
    public long Size { get; private init; }

    public static VersionFile List(Id<Organization> organization, long version, ManifestEntry entry) =>
        new() { OrganizationId = organization, VersionKey = version, Path = entry.Path, Digest = entry.Digest.ToBytes(), Size = entry.Size };
}

/// <summary>What was known of a version when it was registered, as it was then: its run's params, metrics, data and code, and what its MLmodel file says.</summary>
internal sealed class VersionFacts : ITenantOwned
{
    private VersionFacts() { }

    public Id<Organization> OrganizationId { get; private init; }
    public long VersionKey { get; private init; }

    /// <summary>JSON.</summary>
    public string Data { get; private init; } = "{}";

    public static VersionFacts Keep(Id<Organization> organization, long version, string data) => new() { OrganizationId = organization, VersionKey = version, Data = data };
}

internal sealed class VersionFileMapping : IEntityTypeConfiguration<VersionFile>
{
    public void Configure(EntityTypeBuilder<VersionFile> file)
    {
        file.ToTable("ModelVersionFiles").HasKey(f => f.Key);
        file.Property(f => f.Path).HasMaxLength(ContentHold.PathLimit);
        file.Property(f => f.Digest).HasMaxLength(ContentDigest.Size);
        file.HasIndex(f => f.VersionKey);
        file.HasIndex(f => new { f.OrganizationId, f.Digest });
        file.HasOne<ModelVersion>().WithMany().HasForeignKey(f => f.VersionKey).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VersionFactsMapping : IEntityTypeConfiguration<VersionFacts>
{
    public void Configure(EntityTypeBuilder<VersionFacts> facts)
    {
        facts.ToTable("ModelVersionFacts").HasKey(f => f.VersionKey);
        facts.Property(f => f.Data);
        facts.Property(f => f.VersionKey).ValueGeneratedNever();
        facts.HasOne<ModelVersion>().WithOne().HasForeignKey<VersionFacts>(f => f.VersionKey).OnDelete(DeleteBehavior.Cascade);
    }
}
