using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;

namespace Slipway.Registry.Cards;

internal static class CardApi
{
    public static void MapCardApi(this IEndpointRouteBuilder organization)
    {
        var card = organization.MapGroup("/projects/{project}/models/{name}/card").WithTags("Model cards");
        card.MapGet("/", (CardService service, KnownProject at, string name, int? revision, CancellationToken ct) => service.GetAsync(at, name, revision, ct).ToHttp());
        card.MapPut("/", (CardService service, KnownProject at, string name, WriteCard request, CancellationToken ct) => service.WriteAsync(at, name, request, ct).ToHttp());
        card.MapGet("/revisions", (CardService service, KnownProject at, string name, int? before, CancellationToken ct) => service.HistoryAsync(at, name, before, ct).ToHttp());
    }
}
