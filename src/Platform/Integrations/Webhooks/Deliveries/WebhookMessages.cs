using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>What a webhook is sent.</summary>
/// <param name="Event">The event's name, such as <c>run.finished</c>.</param>
/// <param name="Body">The JSON.</param>
internal sealed record WebhookMessage(string Event, string Body);

/// <summary>
/// Writes messages. All have MLflow's envelope, <c>{entity, action, timestamp, data, workspace}</c>; our own events add the number, the actor, a sentence
/// and the address of the page.
/// </summary>
internal sealed class WebhookMessages(EventStories stories, WebhookSettings settings)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is sent of an event: in our own form, and in MLflow's where it has the event too.</summary>
    public async Task<IReadOnlyList<WebhookMessage>> OfAsync(SaasDb db, EventFact fact, KnownProject project, CancellationToken ct)
    {
        var ours = new WebhookMessage(fact.Kind, Write(fact.Kind, fact.At, project, json => fact.Data.WriteTo(json), json =>
        {
            json.WriteNumber("number", fact.Number);
            json.WriteString("actor", fact.ActorName);
            json.WriteString("text", $"{(fact.ActorName.Length > 0 ? fact.ActorName : "Slipway")} {stories.Tell(fact)}");
            json.WriteString("url", $"{settings.Origin}/{project.OrganizationSlug}/{EventStories.Page(fact.Subject)}");
        }));
        if (await MlflowEvents.OfAsync(db, project, fact, ct) is not var (name, data))
        {
            return [ours];
        }

        var theirs = new WebhookMessage(name, Write(name, fact.At, project, json => data.WriteTo(json)));
        return name == fact.Kind ? [theirs] : [theirs, ours];
    }

    /// <summary>A made-up message, for somebody who tries the receiver.</summary>
    public static WebhookMessage Example(WebhookKind kind, KnownProject project, DateTime now)
    {
        var data = kind.IsMlflow ? MlflowEvents.Example(kind.Name) : new JsonObject { ["name"] = "example", ["example"] = true };
        return new(kind.Name, Write(kind.Name, now, project, json => data.WriteTo(json), kind.IsMlflow ? null : json => json.WriteString("text", $"This is a test of '{kind.Label}' from {project.OrganizationSlug}/{project.Slug}.")));
    }

    private static string Write(string name, DateTime at, KnownProject project, Action<Utf8JsonWriter> data, Action<Utf8JsonWriter>? more = null)
    {
        var dot = name.LastIndexOf('.');
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("entity", name.AsSpan(0, Math.Max(dot, 0)));
            json.WriteString("action", name.AsSpan(dot + 1));
            json.WriteString("timestamp", new DateTimeOffset(at, TimeSpan.Zero));
            json.WritePropertyName("data");
            data(json);
            json.WriteString("workspace", project.Slug);
            more?.Invoke(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
