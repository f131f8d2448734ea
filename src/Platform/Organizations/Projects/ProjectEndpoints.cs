using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Projects;

internal static class ProjectEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder organization)
    {
        var projects = organization.MapGroup("/projects").WithTags("Projects");

        projects.MapGet("/", (ProjectService service, bool? archived, CancellationToken ct) => service.ListAsync(archived, ct).ToHttp());
        projects.MapPost("/", (ProjectService service, CreateProject request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        projects.MapGet("/{project}", (ProjectService service, string project, CancellationToken ct) => service.GetAsync(project, ct).ToHttp());
        projects.MapPatch("/{project}", (ProjectBriefService service, KnownProject at, EditProject request, CancellationToken ct) => service.EditAsync(at, request, ct).ToHttp());
        projects.MapPut("/{project}/settings", (ProjectSettingsService service, KnownProject at, ProjectSettings request, CancellationToken ct) => service.ChangeAsync(at, request, ct).ToHttp());
        projects.MapGet("/{project}/brief", (ProjectBriefService service, KnownProject at, CancellationToken ct) => service.GetAsync(at, ct).ToHttp());
    }
}
