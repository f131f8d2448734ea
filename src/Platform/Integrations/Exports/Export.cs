using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <summary>An export of a project, or of a whole organization.</summary>
public sealed class Export : ArchiveWork
{
    private Export() { }

    /// <summary>Null for the whole organization.</summary>
    internal Id<Project>? ProjectId { get; private init; }

    /// <summary>The address of what is exported, as it is in the file's name.</summary>
    internal string Name { get; private init; } = "";

    internal static Export Request(Id<Organization> organization, Id<Project>? project, string name, Principal by, DateTime now) => new()
    {
        OrganizationId = organization,
        ProjectId = project,
        Name = name,
        State = ArchiveState.Waiting,
        RequesterId = by.UserId,
        Requester = by.Name,
        CreatedAt = now,
    };

    internal string FileName => $"{Name}-{CreatedAt:yyyy-MM-dd-HHmm}.zip";

    /// <summary>It can be downloaded from now on.</summary>
    internal void Offer(BlobRef archive, DateTime now, TimeSpan kept)
    {
        (Digest, Size, ExpiresAt) = (archive.Digest.ToBytes(), archive.Size, now + kept);
        Finish(now);
    }

}

internal sealed class ExportMapping : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> export)
    {
        ArchiveWork.Map(export, "Exports");
        export.Property(e => e.ProjectId);
        export.Property(e => e.Name).HasMaxLength(Organization.SlugLimit + Project.SlugLimit + 1);
        export.Ignore(e => e.FileName);
    }
}
