using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Identity.Tokens;

internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder organization)
    {
        var tokens = organization.MapGroup("/tokens").WithTags("Tokens");

        tokens.MapGet("/", (TokenService service, CancellationToken ct) => service.ListAsync(ct).ToHttp());
        tokens.MapPost("/", (TokenService service, CreateToken request, CancellationToken ct) => service.CreateAsync(request, ct).ToHttp());
        tokens.MapDelete("/{id}", (TokenService service, Id<ApiToken> id, CancellationToken ct) => service.RevokeAsync(id, ct).ToHttp());
    }
}
