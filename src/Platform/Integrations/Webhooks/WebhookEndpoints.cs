using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Foundation.Access;
using Slipway.Integrations.Webhooks.Deliveries;

namespace Slipway.Integrations.Webhooks;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder organization)
    {
        var webhooks = organization.MapGroup("/projects/{project}/webhooks").WithTags("Webhooks");

        webhooks.MapGet("/", (WebhookService service, KnownProject project, CancellationToken ct) => service.ListAsync(project, ct).ToHttp());
        webhooks.MapPost("/", (WebhookService service, KnownProject project, CreateWebhook request, CancellationToken ct) => service.CreateAsync(project, request, ct).ToHttp());
        webhooks.MapGet("/events", (WebhookService service, KnownProject project, CancellationToken ct) => service.EventsAsync(project, ct).ToHttp());
        webhooks.MapGet("/{webhook}", (WebhookService service, KnownProject project, Id<Webhook> webhook, CancellationToken ct) => service.GetAsync(project, webhook, ct).ToHttp());
        webhooks.MapPatch("/{webhook}", (WebhookService service, KnownProject project, Id<Webhook> webhook, EditWebhook request, CancellationToken ct) =>
            service.EditAsync(project, webhook, request, ct).ToHttp());
        webhooks.MapDelete("/{webhook}", (WebhookService service, KnownProject project, Id<Webhook> webhook, CancellationToken ct) => service.DeleteAsync(project, webhook, ct).ToHttp());
        webhooks.MapPut("/{webhook}/secret", (WebhookService service, KnownProject project, Id<Webhook> webhook, SetSecret request, CancellationToken ct) =>
            service.SetSecretAsync(project, webhook, request, ct).ToHttp());
        webhooks.MapPost("/{webhook}/secrets", (WebhookService service, KnownProject project, Id<Webhook> webhook, CancellationToken ct) =>
            service.RotateSecretAsync(project, webhook, ct).ToHttp());

        webhooks.MapPost("/{webhook}/tests", (WebhookDeliveryService service, KnownProject project, Id<Webhook> webhook, string? @event, CancellationToken ct) =>
            service.TestAsync(project, webhook, @event, ct).ToHttp());
        webhooks.MapGet("/{webhook}/deliveries", (WebhookDeliveryService service, KnownProject project, Id<Webhook> webhook, WebhookDeliveryState? state, string? pageToken, CancellationToken ct) =>
            service.ListAsync(project, webhook, state, pageToken, ct).ToHttp());
        webhooks.MapGet("/{webhook}/deliveries/counts", (WebhookDeliveryService service, KnownProject project, Id<Webhook> webhook, CancellationToken ct) =>
            service.CountAsync(project, webhook, ct).ToHttp());
        webhooks.MapGet("/{webhook}/deliveries/{delivery}", (WebhookDeliveryService service, KnownProject project, Id<Webhook> webhook, Id<WebhookDelivery> delivery, CancellationToken ct) =>
            service.GetAsync(project, webhook, delivery, ct).ToHttp());
        webhooks.MapPut("/{webhook}/deliveries/{delivery}/redelivery", (WebhookDeliveryService service, KnownProject project, Id<Webhook> webhook, Id<WebhookDelivery> delivery, CancellationToken ct) =>
            service.RedeliverAsync(project, webhook, delivery, ct).ToHttp());
    }
}
