using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Slipway.Foundation.Access;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Search;

namespace Slipway.Integrations.Webhooks.Mlflow;

/// <summary>MLflow's webhook endpoints, at a project's address.</summary>
internal static class MlflowWebhookEndpoints
{
    private const string Path = "/mlflow/webhooks";

    // In the order of the protocol's numbers, which begin with 1.
    private static readonly string[] Entities =
    [
        "registered_model", "model_version", "model_version_tag", "model_version_alias", "prompt", "prompt_version", "prompt_tag", "prompt_version_tag", "prompt_alias", "budget_policy",
    ];

    private static readonly string[] Actions = ["created", "updated", "deleted", "set", "exceeded"];

    public static void MapWebhooks(this MlflowRoutes routes)
    {
        routes.V2.MapPost(Path, (MlflowWebhooks webhooks, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var asked = new AskedWebhook(request.Text("name"), request.OptionalText("description"), request.Text("url"), Events(request), request.OptionalText("secret"), IsActive(request));
            return request.Answer(() => webhooks.CreateAsync(project, asked, ct), WriteNamed);
        });
        routes.V2.MapGet(Path, (MlflowWebhooks webhooks, KnownProject project, MlflowRequest request, CancellationToken ct) =>
        {
            var (most, token) = (request.Integer("max_results"), request.OptionalText("page_token"));
            return request.Answer(() => webhooks.ListAsync(project, most, token, ct), WritePage);
        });
        routes.V2.MapGet($"{Path}/{{webhook}}", (MlflowWebhooks webhooks, KnownProject project, string webhook, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => webhooks.GetAsync(project, webhook, ct), WriteNamed));
        routes.V2.MapPatch($"{Path}/{{webhook}}", (MlflowWebhooks webhooks, KnownProject project, string webhook, MlflowRequest request, CancellationToken ct) =>
        {
            var asked = new AskedWebhook(request.OptionalText("name"), request.OptionalText("description"), request.OptionalText("url"), Events(request), request.OptionalText("secret"), IsActive(request));
            return request.Answer(() => webhooks.EditAsync(project, webhook, asked, ct), WriteNamed);
        });
        routes.V2.MapDelete($"{Path}/{{webhook}}", (MlflowWebhooks webhooks, KnownProject project, string webhook, MlflowRequest request, CancellationToken ct) =>
            request.Answer(() => webhooks.DeleteAsync(project, webhook, ct)));
        routes.V2.MapPost($"{Path}/{{webhook}}/test", (MlflowWebhooks webhooks, KnownProject project, string webhook, MlflowRequest request, CancellationToken ct) =>
        {
            var asked = request.OptionalObject("event") is { } named ? Event(named) : null;
            return request.Answer(() => webhooks.TestAsync(project, webhook, asked, ct), WriteResult);
        });
    }

    private static List<string> Events(MlflowRequest request) => [.. request.Objects("events").Select(Event)];

    private static string Event(MlflowRequest named) => $"{Named(named, "entity", Entities)}.{Named(named, "action", Actions)}";

    private static string Named(MlflowRequest request, string field, string[] names) =>
        request.Has(field, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number)
            ? names.ElementAtOrDefault(number - 1) ?? number.ToString(CultureInfo.InvariantCulture)
            : request.Text(field).ToLowerInvariant();

    private static bool? IsActive(MlflowRequest request) => request.Choice<MlflowWebhookStatus>("status") switch
    {
        MlflowWebhookStatus.Active => true,
        MlflowWebhookStatus.Disabled => false,
        _ => null,
    };

    private static void WriteNamed(Utf8JsonWriter json, WebhookDetails webhook)
    {
        json.WritePropertyName("webhook");
        Write(json, webhook);
    }

    private static void WritePage(Utf8JsonWriter json, Page<WebhookDetails> page)
    {
        json.ListIfAny("webhooks"u8, page.Items, Write);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }

    private static void Write(Utf8JsonWriter json, WebhookDetails webhook)
    {
        json.WriteStartObject();
        json.WriteString("webhook_id", webhook.Id.ToString());
        json.WriteString("name", webhook.Name);
        json.TextIfSet("description"u8, webhook.Description.Length > 0 ? webhook.Description : null);
        json.WriteString("url", webhook.Url);
        json.ListIfAny("events"u8, webhook.Events, (writer, name) =>
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            writer.WriteStartObject();
            writer.WriteString("entity", name[..dot].ToUpperInvariant());
            writer.WriteString("action", name[(dot + 1)..].ToUpperInvariant());
            writer.WriteEndObject();
        });
        json.WriteString("status", webhook.IsActive ? "ACTIVE" : "DISABLED");
        json.WriteNumber("creation_timestamp", Milliseconds(webhook.CreatedAt));
        json.WriteNumber("last_updated_timestamp", Milliseconds(webhook.UpdatedAt));
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, DeliveryDetails sent)
    {
        var attempt = sent.Tries.Count > 0 ? sent.Tries[0] : null;
        json.WriteStartObject("result");
        json.WriteBoolean("success", sent.Delivery.State is WebhookDeliveryState.Delivered);
        if (attempt?.Status is { } status)
        {
            json.WriteNumber("response_status", status);
            json.WriteString("response_body", attempt.Excerpt);
        }
        else
        {
            json.WriteString("error_message", string.Create(CultureInfo.InvariantCulture, $"Failed to test webhook: {attempt?.Error}"));
        }

        json.WriteEndObject();
    }

    private static long Milliseconds(DateTime at) => new DateTimeOffset(at, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private enum MlflowWebhookStatus
    {
        Active = 1,
        Disabled = 2,
    }
}
