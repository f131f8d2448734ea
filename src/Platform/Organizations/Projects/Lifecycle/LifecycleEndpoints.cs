using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Projects.Lifecycle;

internal static class LifecycleEndpoints
{
    public static void MapProjectLifecycle(this IEndpointRouteBuilder organization)
    {
        var project = organization.MapGroup("/projects/{project}").WithTags("Projects");

        project.MapPut("/archive", (ProjectArchiveService service, KnownProject at, CancellationToken ct) => service.ArchiveAsync(at, ct).ToHttp());
        project.MapDelete("/archive", (ProjectArchiveService service, KnownProject at, CancellationToken ct) => service.UnarchiveAsync(at, ct).ToHttp());
        project.MapGet("/deletion", (ProjectDeletionService service, KnownProject at, CancellationToken ct) => service.PreviewAsync(at, ct).ToHttp());
        project.MapPut("/deletion", (ProjectDeletionService service, KnownProject at, DeleteProject request, CancellationToken ct) => service.DeleteAsync(at, request, ct).ToHttp());
        project.MapDelete("/deletion", (ProjectDeletionService service, KnownProject at, CancellationToken ct) => service.RestoreAsync(at, ct).ToHttp());

        organization.MapGet("/deleted-projects", (ProjectDeletionService service, CancellationToken ct) => service.ListAsync(ct).ToHttp()).WithTags("Projects");
    }
}
