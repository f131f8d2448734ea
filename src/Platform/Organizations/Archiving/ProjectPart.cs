using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Archives;

namespace Slipway.Organizations.Archiving;

/// <summary>A project as it is called and explained.</summary>
internal sealed record ProjectLine(string Slug, string Name, string Description, string Brief, Visibility Visibility, DateTime CreatedAt);

/// <summary>Who was given a role in a project: a person, or a team by its address.</summary>
internal sealed record ProjectRoleLine(ArchivedPerson? Person, string? Team, ProjectRole Role);

/// <summary>The project itself, and who has which role in it.</summary>
internal sealed class ProjectPart : IArchivePart
{
    public const string Projects = "project.jsonl";

    public int Place => 0;

    public async Task WriteAsync(ProjectArchive archive, CancellationToken ct)
    {
        var (db, id) = (archive.Db, archive.ProjectId);
        await archive.AddLinesAsync(
            Projects,
            db.Projects.Where(project => project.Id == id)
                .Select(project => new ProjectLine(project.Slug, project.Name, project.Description, project.Brief, project.Visibility, project.CreatedAt)).AsAsyncEnumerable(),
            ct);
        await archive.AddLinesAsync("people.jsonl", RolesAsync(archive), ct);
    }

    private static async IAsyncEnumerable<ProjectRoleLine> RolesAsync(ProjectArchive archive)
    {
        var (db, id) = (archive.Db, archive.ProjectId);
        var people =
            from given in db.ProjectMemberships
            where given.ProjectId == id
            join user in db.Users on (Guid)(object)given.UserId equals user.Id
            orderby user.DisplayName, user.Email
            select new { given.UserId, user.DisplayName, given.Role };
        await foreach (var person in people.AsAsyncEnumerable())
        {
            yield return new(new(person.UserId, person.DisplayName), null, person.Role);
        }

        var teams = from grant in db.TeamGrants where grant.ProjectId == id join team in db.Teams on grant.TeamId equals team.Id orderby team.Slug select new { team.Slug, grant.Role };
        await foreach (var team in teams.AsAsyncEnumerable())
        {
            yield return new(null, team.Slug, team.Role);
        }
    }
}
