using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Presence;

internal static class PresenceRegistration
{
    public static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PresenceBoard>();
        services.AddHostedService(provided => provided.GetRequiredService<PresenceBoard>());
        services.AddScoped(provided => new PresenceService(
            provided.GetRequiredService<IDbContextFactory<SaasDb>>(),
            provided.GetRequiredService<Access>(),
            provided.GetRequiredService<CommentSubjects>(),
            provided.GetRequiredService<PresenceBoard>()));
    }

    public static void MapPresence(this IEndpointRouteBuilder organization) =>
        organization.MapGroup("/projects/{project}/presence").WithTags("Comments")
            .MapGet("/", (PresenceService service, KnownProject at, string kind, string subject, CancellationToken ct) => service.WhoAsync(at, new(kind, subject), ct).ToHttp());
}
