using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Content;

/// <summary>That something relies on the files of a folder: they can be neither deleted nor replaced while it does. A module above places it, whoever deletes asks.</summary>
internal sealed class ContentHold : ITenantOwned
{
    /// <summary>As long as the path of an artifact.</summary>
    public const int PathLimit = 840;
    public const int HolderLimit = 400;

    private ContentHold() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }

    /// <summary>The folder, below the project.</summary>
    public string Path { get; private init; } = "";

    /// <summary>What relies on it, in words that a refusal ends with: "version 3 of the model 'fraud'".</summary>
    public string Holder { get; private set; } = "";

    /// <summary>Which thing placed it, such as <c>version/17</c>; so it finds its own again.</summary>
    public string PlacedBy { get; private set; } = "";

    public static ContentHold Place(Id<Organization> organization, Id<Project> project, string path, string placedBy, string holder) =>
        new() { OrganizationId = organization, ProjectId = project, Path = path, PlacedBy = placedBy, Holder = Cut(holder) };

    /// <summary>Another thing relies on the folder from now on.</summary>
    public void Pass(string placedBy, string holder) => (PlacedBy, Holder) = (placedBy, Cut(holder));

    public void Rename(string holder) => Holder = Cut(holder);

    private static string Cut(string holder) => holder.Length > HolderLimit ? holder[..HolderLimit] : holder;
}

internal sealed class ContentHoldMapping : IEntityTypeConfiguration<ContentHold>
{
    public void Configure(EntityTypeBuilder<ContentHold> hold)
    {
        hold.ToTable("ContentHolds").HasKey(h => h.Key);
        hold.Property(h => h.Path).HasMaxLength(ContentHold.PathLimit);
        hold.Property(h => h.Holder).HasMaxLength(ContentHold.HolderLimit);
        hold.Property(h => h.PlacedBy).HasMaxLength(64);
        hold.HasIndex(h => new { h.ProjectId, h.Path });
        hold.HasIndex(h => new { h.OrganizationId, h.PlacedBy });
        hold.HasOne<Project>().WithMany().HasForeignKey(h => h.ProjectId).OnDelete(DeleteBehavior.Restrict);
    }
}
