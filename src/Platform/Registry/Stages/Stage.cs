using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Registry.Stages;

/// <summary>A place that an organization lets versions be in, between <see cref="None"/> and <see cref="Archived"/>, which every one has.</summary>
internal sealed class Stage : ITenantOwned
{
    public const string None = "None";
    public const string Archived = "Archived";
    public const int NameLimit = 60;

    /// <summary>What there is until an organization says otherwise.</summary>
    public static readonly IReadOnlyList<string> Defaults = ["Staging", "Production"];

    private Stage() { }

    public Id<Organization> OrganizationId { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>Where it stands among the others, from 0.</summary>
    public int Position { get; private init; }

    public static Stage Define(Id<Organization> organization, string name, int position) => new() { OrganizationId = organization, Name = name, Position = position };
}

internal sealed class StageMapping : IEntityTypeConfiguration<Stage>
{
    public void Configure(EntityTypeBuilder<Stage> stage)
    {
        stage.ToTable("Stages").HasKey(s => new { s.OrganizationId, s.Name });
        stage.Property(s => s.Name).HasMaxLength(Stage.NameLimit);
        stage.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
