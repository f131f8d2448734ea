using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Collaboration.Notifications.Inbox;

internal static class InboxEndpoints
{
    private const int DefaultLimit = 30;

    public static void MapInbox(this IEndpointRouteBuilder api)
    {
        var inbox = api.MapGroup("/inbox").WithTags("Inbox");

        inbox.MapGet("/", (InboxService service, string? organization, string? category, bool? unread, long? before, int? limit, CancellationToken ct) =>
            service.ListAsync(new(organization, category, unread is true), before, limit ?? DefaultLimit, ct).ToHttp());
        inbox.MapPatch("/", (InboxService service, MarkInbox request, CancellationToken ct) => service.MarkAsync(request, ct).ToHttp());
        inbox.MapGet("/count", (InboxService service, CancellationToken ct) => service.CountAsync(ct).ToHttp());
        inbox.MapGet("/entries", (InboxService service, string organization, string subject, long? before, CancellationToken ct) =>
            service.OpenAsync(organization, subject, before, ct).ToHttp());
    }
}
