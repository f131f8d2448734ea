using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Access;

/// <summary>
/// An account that a program has of its own in one organization: it gets roles as a person does, but signs in with tokens alone, takes no seat, and isn't
/// asked, told or counted where people are. What it did keeps its name when it is gone.
/// </summary>
public sealed class ServiceAccount : ITenantOwned, IGrantsAccess
{
    public const int SlugLimit = 40;
    public const int NameLimit = 80;
    public const int DescriptionLimit = 500;

    /// <summary>What no program may do, whatever roles and tokens it has: an approval is a person's word, and its tokens are given to it.</summary>
    private static readonly FrozenSet<Permission> OfPeople = [Permission.TokensCreate, Permission.ModelsApprove, Permission.ModelsBreakGlass];

    private ServiceAccount() { }

    /// <summary>The account by which its roles, tokens and acts are known.</summary>
    internal Id<User> Id { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }

    /// <summary>Its name in addresses; never changes.</summary>
    internal string Slug { get; private init; } = "";

    internal string Name { get; private set; } = "";
    internal string Description { get; private set; } = "";

    /// <summary>Whether it also contributes to every project that is open to the organization; otherwise it sees those that it was given a role in.</summary>
    internal bool SeesOpenProjects { get; private set; }

    internal Id<User> CreatedById { get; private init; }
    internal DateTime CreatedAt { get; private init; }

    /// <summary>Since when none of its tokens works; null while they do.</summary>
    internal DateTime? DisabledAt { get; private set; }

    /// <summary>What it is in the organization as a whole.</summary>
    internal static OrganizationRole RoleOf(bool seesOpenProjects) => seesOpenProjects ? OrganizationRole.Member : OrganizationRole.Guest;

    /// <summary>Whether a permission is a person's alone.</summary>
    internal static bool IsOfPeople(Permission permission) => OfPeople.Contains(permission);

    /// <summary>What one of its tokens may do at most.</summary>
    /// <param name="token">What the token itself is limited to; null for nothing.</param>
    internal static FrozenSet<Permission> Most(IEnumerable<Permission>? token) => (token ?? Permission.All).Except(OfPeople).ToFrozenSet();

    internal static ServiceAccount Make(User account, Id<Organization> organization, string slug, string description, bool seesOpenProjects, Id<User> by, DateTime now) => new()
    {
        Id = account.Key,
        OrganizationId = organization,
        Slug = slug,
        Name = account.DisplayName,
        Description = description.Trim(),
        SeesOpenProjects = seesOpenProjects,
        CreatedById = by,
        CreatedAt = now,
    };

    /// <summary>Changes what it is called and sees; its account carries the name too, see <see cref="User"/>.</summary>
    internal void Describe(string name, string description, bool seesOpenProjects) => (Name, Description, SeesOpenProjects) = (name.Trim(), description.Trim(), seesOpenProjects);

    internal void Disable(DateTime now) => DisabledAt ??= now;

    internal void Enable() => DisabledAt = null;
}

internal sealed class ServiceAccountMapping : IEntityTypeConfiguration<ServiceAccount>
{
    public void Configure(EntityTypeBuilder<ServiceAccount> account)
    {
        account.ToTable("ServiceAccounts").HasKey(a => a.Id);
        account.Property(a => a.Id).ValueGeneratedNever();
        account.Property(a => a.Slug).HasMaxLength(ServiceAccount.SlugLimit);
        account.Property(a => a.Name).HasMaxLength(ServiceAccount.NameLimit);
        account.Property(a => a.Description).HasMaxLength(ServiceAccount.DescriptionLimit);
        account.Property(a => a.SeesOpenProjects);
        account.Property(a => a.CreatedById);
        account.Property(a => a.CreatedAt);
        account.Property(a => a.DisabledAt);
        account.HasIndex(a => new { a.OrganizationId, a.Slug }).IsUnique();
        account.HasOne<Organization>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Restrict);
    }
}
