using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Organizations.Projects;

internal static class ProjectEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder organization)
    {
        var projects = organization.MapGroup("/projects").WithTags("Projects");

        projects.MapGet("/", (ProjectService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        projects.MapPost("/", (ProjectService service, CreateProject request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        projects.MapGet("/{project}", (ProjectService service, string project, CancellationToken ct) => service.GetAsync(project, ct).ToHttp());
    }
}
