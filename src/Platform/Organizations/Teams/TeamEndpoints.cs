using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Organizations.Teams;

internal static class TeamEndpoints
{
    public static void MapTeams(this IEndpointRouteBuilder organization)
    {
        var teams = organization.MapGroup("/teams").WithTags("Teams");

        teams.MapGet("/", (TeamService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        teams.MapPost("/", (TeamService service, CreateTeam request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        teams.MapGet("/{team}", (TeamService service, string team, CancellationToken ct) => service.GetAsync(team, ct).ToHttp());
        teams.MapPatch("/{team}", (TeamService service, string team, EditTeam request, CancellationToken ct) => service.EditAsync(team, request, ct).ToHttp());
        teams.MapDelete("/{team}", (TeamService service, string team, CancellationToken ct) => service.DeleteAsync(team, ct).ToHttp());
        teams.MapPut("/{team}/people/{person}", (TeamService service, string team, Id<User> person, CancellationToken ct) => service.AddAsync(team, person, ct).ToHttp());
        teams.MapDelete("/{team}/people/{person}", (TeamService service, string team, Id<User> person, CancellationToken ct) => service.RemoveAsync(team, person, ct).ToHttp());
    }
}
