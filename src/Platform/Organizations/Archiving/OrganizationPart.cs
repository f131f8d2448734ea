using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;

namespace Slipway.Organizations.Archiving;

/// <summary>An organization as it is called.</summary>
internal sealed record OrganizationLine(string Slug, string Name, DateTime CreatedAt);

/// <summary>A member.</summary>
internal sealed record MemberLine(ArchivedPerson Person, string Email, OrganizationRole Role, DateTime JoinedAt, DateTime? SuspendedAt);

/// <summary>A team with the ids of its people.</summary>
internal sealed record TeamLine(string Slug, string Name, string Description, DateTime CreatedAt, IReadOnlyList<Id<User>> People);

/// <summary>The organization, its members and teams.</summary>
internal sealed class OrganizationPart : IOrganizationArchivePart
{
    public int Place => 0;

    public async Task WriteAsync(OrganizationArchive archive, CancellationToken ct)
    {
        var (db, id) = (archive.Db, archive.OrganizationId);
        await archive.Writer.AddLinesAsync(
            "organization.jsonl",
            db.Organizations.Where(organization => organization.Id == id).Select(organization => new OrganizationLine(organization.Slug, organization.Name, organization.CreatedAt)).AsAsyncEnumerable(),
            ct);
        var members =
            from membership in db.Memberships.IgnoreQueryFilters(SaasDb.SuspendedFilterOnly)
            where membership.OrganizationId == id
            join user in db.Users on (Guid)(object)membership.UserId equals user.Id
            orderby user.DisplayName, user.Email
            select new MemberLine(new ArchivedPerson(membership.UserId, user.DisplayName), user.Email!, membership.Role, membership.JoinedAt, membership.SuspendedAt);
        await archive.Writer.AddLinesAsync("members.jsonl", members.AsAsyncEnumerable(), ct);
        await archive.Writer.AddLinesAsync("teams.jsonl", TeamsAsync(db), ct);
    }

    private static async IAsyncEnumerable<TeamLine> TeamsAsync(SaasDb db)
    {
        foreach (var team in await db.Teams.AsNoTracking().OrderBy(team => team.Slug).ToListAsync())
        {
            var people = await db.TeamMemberships.Where(place => place.TeamId == team.Id).OrderBy(place => place.AddedAt).Select(place => place.UserId).ToListAsync();
            yield return new(team.Slug, team.Name, team.Description, team.CreatedAt, people);
        }
    }
}
