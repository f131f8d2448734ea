using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Profile;

namespace Slipway.Organizations.Members;

/// <summary>A person of the organization, as pickers, mentions and lists show them.</summary>
/// <param name="Avatar">The address of the picture; null for the initials.</param>
/// <param name="Role">What they are in the organization.</param>
public sealed record PersonSummary(Id<User> Id, string Name, string? Avatar, OrganizationRole Role);

/// <summary>A membership beside the account that it is of. Made by its members and not by a constructor, so that queries can go on from it.</summary>
internal sealed class PersonRow
{
    public Id<User> Id { get; init; }
    public string Name { get; init; } = "";
    public string Email { get; init; } = "";
    public string? AvatarVersion { get; init; }
    public OrganizationRole Role { get; init; }

    public PersonSummary Summary() => new(Id, Name, ProfileService.AvatarAddress(Id, AvatarVersion), Role);
}

internal static class Persons
{
    /// <summary>Who works in an organization.</summary>
    public static IQueryable<PersonRow> PeopleOf(this SaasDb db, Id<Organization> organization) =>
        from membership in db.Memberships
        where membership.OrganizationId == organization
        // The framework's key of an account is a bare Guid; the same bytes under another type.
        join user in db.Users on (Guid)(object)membership.UserId equals user.Id
        select new PersonRow { Id = membership.UserId, Name = user.DisplayName, Email = user.Email!, AvatarVersion = user.AvatarVersion, Role = membership.Role };
}
