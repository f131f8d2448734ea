using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Content;

/// <summary>Bytes that an organization has in the store, whether or not something refers to them.</summary>
internal sealed class StoredBlob : ITenantOwned
{
    private StoredBlob() { }

    public Id<Organization> OrganizationId { get; private init; }

    /// <summary>The 32 bytes of the <see cref="ContentDigest"/>.</summary>
    public byte[] Digest { get; private init; } = [];

    /// <summary>In bytes.</summary>
    public long Size { get; private init; }

    /// <summary>When somebody last uploaded them; Unix milliseconds.</summary>
    public long WrittenAt { get; private set; }

    public static StoredBlob Keep(Id<Organization> organization, ContentDigest digest, long size, long now) =>
        new() { OrganizationId = organization, Digest = digest.ToBytes(), Size = size, WrittenAt = now };

    /// <summary>They came once more.</summary>
    public void Again(long now) => WrittenAt = Math.Max(WrittenAt, now);
}

internal sealed class StoredBlobMapping : IEntityTypeConfiguration<StoredBlob>
{
    public void Configure(EntityTypeBuilder<StoredBlob> blob)
    {
        blob.ToTable("Blobs").HasKey(b => new { b.OrganizationId, b.Digest });
        blob.Property(b => b.Digest).HasMaxLength(ContentDigest.Size);
        blob.HasOne<Organization>().WithMany().HasForeignKey(b => b.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
