using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Access;

/// <summary>People of one organization who are asked, mentioned and given roles together.</summary>
public sealed class Team : ITenantOwned, IGrantsAccess
{
    public const int SlugLimit = 40;
    public const int NameLimit = 80;
    public const int DescriptionLimit = 500;

    private Team() { }

    internal Id<Team> Id { get; private init; } = Id<Team>.New();
    public Id<Organization> OrganizationId { get; private init; }

    /// <summary>Its name in addresses and mentions; never changes.</summary>
    internal string Slug { get; private init; } = "";

    internal string Name { get; private set; } = "";
    internal string Description { get; private set; } = "";
    internal DateTime CreatedAt { get; private init; }

    internal static Team Form(Id<Organization> organization, string slug, string name, string description, DateTime now) =>
        new() { OrganizationId = organization, Slug = slug, Name = name.Trim(), Description = description.Trim(), CreatedAt = now };

    internal void Describe(string name, string description) => (Name, Description) = (name.Trim(), description.Trim());
}

/// <summary>A person's place in a team.</summary>
internal sealed class TeamMembership : ITenantOwned, IGrantsAccess
{
    private TeamMembership() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<Team> TeamId { get; private init; }
    public Id<User> UserId { get; private init; }
    public DateTime AddedAt { get; private init; }

    public static TeamMembership Add(Id<Organization> organization, Id<Team> team, Id<User> user, DateTime now) =>
        new() { OrganizationId = organization, TeamId = team, UserId = user, AddedAt = now };
}

/// <summary>A role that a team was given in one project: everybody in the team has it there.</summary>
internal sealed class TeamGrant : ITenantOwned, IGrantsAccess
{
    private TeamGrant() { }

    public Id<Organization> OrganizationId { get; private init; }
    public Id<Project> ProjectId { get; private init; }
    public Id<Team> TeamId { get; private init; }
    public ProjectRole Role { get; private set; }

    /// <summary>Who gave it as it is now, and when; null where that wasn't kept.</summary>
    public Id<User>? GivenById { get; private set; }
    public DateTime? GivenAt { get; private set; }

    public static TeamGrant Give(Id<Organization> organization, Id<Project> project, Id<Team> team, ProjectRole role, Id<User> by, DateTime now) =>
        new() { OrganizationId = organization, ProjectId = project, TeamId = team, Role = role, GivenById = by, GivenAt = now };

    public void Become(ProjectRole role, Id<User> by, DateTime now) => (Role, GivenById, GivenAt) = (role, by, now);
}

internal sealed class TeamMapping : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.ToTable("Teams").HasKey(t => t.Id);
        team.Property(t => t.Slug).HasMaxLength(Team.SlugLimit);
        team.Property(t => t.Name).HasMaxLength(Team.NameLimit);
        team.Property(t => t.Description).HasMaxLength(Team.DescriptionLimit);
        team.Property(t => t.CreatedAt);
        team.HasIndex(t => new { t.OrganizationId, t.Slug }).IsUnique();
        team.HasOne<Organization>().WithMany().HasForeignKey(t => t.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TeamMembershipMapping : IEntityTypeConfiguration<TeamMembership>
{
    public void Configure(EntityTypeBuilder<TeamMembership> membership)
    {
        membership.ToTable("TeamMemberships").HasKey(m => new { m.TeamId, m.UserId });
        membership.Property(m => m.AddedAt);
        membership.HasIndex(m => new { m.OrganizationId, m.UserId });
        membership.HasOne<Team>().WithMany().HasForeignKey(m => m.TeamId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TeamGrantMapping : IEntityTypeConfiguration<TeamGrant>
{
    public void Configure(EntityTypeBuilder<TeamGrant> grant)
    {
        grant.ToTable("TeamGrants").HasKey(g => new { g.ProjectId, g.TeamId });
        grant.Property(g => g.Role);
        grant.Property(g => g.GivenById);
        grant.Property(g => g.GivenAt);
        grant.HasIndex(g => g.TeamId);
        grant.HasOne<Team>().WithMany().HasForeignKey(g => g.TeamId).OnDelete(DeleteBehavior.Cascade);
        grant.HasOne<Project>().WithMany().HasForeignKey(g => g.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
