using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Imports;

/// <summary>An import of a project's archive into a new project.</summary>
public sealed class Import : ArchiveWork
{
    private Import() { }

    /// <summary>What the new project is to be called.</summary>
    internal string Name { get; private init; } = "";

    /// <summary>The new project's address.</summary>
    internal string Slug { get; private init; } = "";
    internal Visibility Visibility { get; private init; }

    /// <summary>The project that it is read into; null before there is one. Nobody sees it before the import is done.</summary>
    internal Id<Project>? ProjectId { get; private set; }

    /// <summary>What came of it, as JSON; empty while it isn't done.</summary>
    internal string Report { get; private set; } = "";

    internal static Import Request(Id<Organization> organization, string name, string slug, Visibility visibility, BlobRef archive, Principal by, DateTime now) => new()
    {
        OrganizationId = organization,
        Name = name,
        Slug = slug,
        Visibility = visibility,
        Digest = archive.Digest.ToBytes(),
        Size = archive.Size,
        State = ArchiveState.Waiting,
        RequesterId = by.UserId,
        Requester = by.Name,
        CreatedAt = now,
    };

    internal void ReadInto(Id<Project>? project) => ProjectId = project;

    /// <summary>Everything is there; the archive isn't needed any more.</summary>
    internal void Complete(ImportReport report, DateTime now)
    {
        (Report, Digest) = (JsonSerializer.Serialize(report, JsonSerializerOptions.Web), null);
        Finish(now);
    }
}

internal sealed class ImportMapping : IEntityTypeConfiguration<Import>
{
    public void Configure(EntityTypeBuilder<Import> import)
    {
        ArchiveWork.Map(import, "Imports");
        import.Property(i => i.Name).HasMaxLength(Project.NameLimit);
        import.Property(i => i.Slug).HasMaxLength(Project.SlugLimit);
        import.Property(i => i.Visibility);
        import.Property(i => i.ProjectId);
        import.Property(i => i.Report);
    }
}
