using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Projects.People;

internal static class ProjectPeopleEndpoints
{
    public static void MapProjectPeople(this IEndpointRouteBuilder organization)
    {
        var project = organization.MapGroup("/projects/{project}").WithTags("Project people");

        project.MapGet("/people", (ProjectPeopleService service, KnownProject at, string? text, string? role, int? take, CancellationToken ct) => FindAsync(service, at, text, role, take, ct).ToHttp());
        project.MapPut("/people/{person}", (ProjectPeopleService service, KnownProject at, Id<User> person, GiveRole request, CancellationToken ct) => service.GiveAsync(at, person, request, ct).ToHttp());
        project.MapDelete("/people/{person}", (ProjectPeopleService service, KnownProject at, Id<User> person, CancellationToken ct) => service.TakeAsync(at, person, ct).ToHttp());
        project.MapPut("/teams/{team}", (ProjectPeopleService service, KnownProject at, string team, GiveRole request, CancellationToken ct) => service.GiveTeamAsync(at, team, request, ct).ToHttp());
        project.MapDelete("/teams/{team}", (ProjectPeopleService service, KnownProject at, string team, CancellationToken ct) => service.TakeTeamAsync(at, team, ct).ToHttp());
    }

    // Queries spell roles as JSON does, which the framework's own reading of them doesn't know.
    private static async Task<Result<ProjectPeople>> FindAsync(ProjectPeopleService service, KnownProject at, string? text, string? role, int? take, CancellationToken ct)
    {
        ProjectRole least = default;
        return role is not null && !Enum.TryParse(role, ignoreCase: true, out least)
            ? new Invalid("A role is 'viewer', 'reviewer', 'contributor' or 'maintainer'.")
            : await service.FindAsync(at, text, role is null ? null : least, take, ct);
    }
}
