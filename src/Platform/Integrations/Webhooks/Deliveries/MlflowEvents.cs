using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using Slipway.Tracking;

namespace Slipway.Integrations.Webhooks.Deliveries;

/// <summary>The registry's events as MLflow's webhooks tell them. A prompt is a registered model there too, and its events have names of their own.</summary>
internal static class MlflowEvents
{
    private const string PromptText = "mlflow.prompt.text";

    /// <summary>The event's name at MLflow and its data; null for what MLflow has no event for.</summary>
    public static async Task<(string Name, JsonObject Data)?> OfAsync(SaasDb db, KnownProject project, EventFact fact, CancellationToken ct)
    {
        var isPrompt = fact.Data.TryGetProperty("isPrompt", out var marked) && marked.ValueKind is JsonValueKind.True;
        return fact.Kind switch
        {
            "model.created" => (isPrompt ? "prompt.created" : "registered_model.created", await CreatedAsync(db, project, fact, ct)),
            "version.created" => isPrompt ? ("prompt_version.created", await PromptVersionAsync(db, project, fact, ct)) : ("model_version.created", await VersionAsync(db, project, fact, ct)),
            "version.tagged" => Tagged(fact, isPrompt ? "prompt_version_tag" : "model_version_tag", Versioned(fact)),
            "model.tagged" when isPrompt => Tagged(fact, "prompt_tag", Named(fact)),
            "alias.moved" => Aliased(fact, isPrompt ? "prompt_alias" : "model_version_alias"),
            _ => null,
        };
    }

    /// <summary>Made-up data of an event.</summary>
    public static JsonObject Example(string name)
    {
        var model = new JsonObject { ["name"] = "example_model" };
        var tag = name.EndsWith(".set", StringComparison.Ordinal) ? new JsonObject { ["key"] = "example_key", ["value"] = "example_value" } : new JsonObject { ["key"] = "example_key" };
        return name switch
        {
            "registered_model.created" or "prompt.created" => With(model, ExampleDescription()),
            "model_version.created" => With(model, new() { ["version"] = "1", ["source"] = "models:/m-0123456789abcdef", ["run_id"] = "0123456789abcdef0123456789abcdef" }, ExampleDescription()),
            "prompt_version.created" => With(model, new() { ["version"] = "1", ["template"] = "Hello {{name}}" }, ExampleDescription()),
            "model_version_tag.set" or "model_version_tag.deleted" or "prompt_version_tag.set" or "prompt_version_tag.deleted" => With(model, new() { ["version"] = "1" }, tag),
            "prompt_tag.set" or "prompt_tag.deleted" => With(model, tag),
            "model_version_alias.created" or "prompt_alias.created" => With(model, new() { ["alias"] = "champion", ["version"] = "1" }),
            "model_version_alias.deleted" or "prompt_alias.deleted" => With(model, new() { ["alias"] = "champion" }),
            _ => With(model, new() { ["example"] = true }),
        };
    }

    private static (string, JsonObject) Tagged(EventFact fact, string entity, JsonObject data)
    {
        data["key"] = fact.Text("key");
        if (Optional(fact, "value") is not { } value)
        {
            return ($"{entity}.deleted", data);
        }

        data["value"] = value;
        return ($"{entity}.set", data);
    }

    private static (string, JsonObject) Aliased(EventFact fact, string entity)
    {
        var data = Named(fact);
        data["alias"] = fact.Text("alias");
        if (Optional(fact, "to") is not { } version)
        {
            return ($"{entity}.deleted", data);
        }

        data["version"] = version;
        return ($"{entity}.created", data);
    }

    private static async Task<JsonObject> CreatedAsync(SaasDb db, KnownProject project, EventFact fact, CancellationToken ct)
    {
        var model = await ModelService.ReadAsync(db, project, fact.Text("model"), ct);
        return Described(Named(fact), model?.Tags, model?.Description);
    }

    private static async Task<JsonObject> VersionAsync(SaasDb db, KnownProject project, EventFact fact, CancellationToken ct)
    {
        var version = await ReadVersionAsync(db, project, fact, ct);
        var data = Versioned(fact);
        data["source"] = fact.Text("source");
        data["run_id"] = Optional(fact, "runId") is { Length: > 0 } run ? run : null;
        return Described(data, version?.Tags, version?.Description);
    }

    private static async Task<JsonObject> PromptVersionAsync(SaasDb db, KnownProject project, EventFact fact, CancellationToken ct)
    {
        var version = await ReadVersionAsync(db, project, fact, ct);
        var data = Versioned(fact);
        data["template"] = version?.Tags.FirstOrDefault(tag => tag.Key == PromptText).Value;
        return Described(data, version?.Tags, version?.Description);
    }

    // Events don't carry descriptions and tags, which may be long and may have to be forgotten: what is there by now is told.
    private static Task<VersionDetails?> ReadVersionAsync(SaasDb db, KnownProject project, EventFact fact, CancellationToken ct) =>
        VersionService.ReadAsync(db, project, fact.Text("model"), int.Parse(fact.Text("version"), CultureInfo.InvariantCulture), ct);

    private static JsonObject Named(EventFact fact) => new() { ["name"] = fact.Text("model") };

    private static JsonObject Versioned(EventFact fact)
    {
        var data = Named(fact);
        data["version"] = fact.Text("version");
        return data;
    }

    private static JsonObject Described(JsonObject data, IReadOnlyList<KeyValue>? tags, string? description)
    {
        data["tags"] = new JsonObject((tags ?? []).Where(tag => tag.Key is not (ModelDetails.PromptTag or PromptText)).Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        data["description"] = description is { Length: > 0 } ? description : null;
        return data;
    }

    private static JsonObject ExampleDescription() => new() { ["tags"] = new JsonObject { ["example_key"] = "example_value" }, ["description"] = "An example" };

    private static string? Optional(EventFact fact, string member) =>
        fact.Data.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null;

    private static JsonObject With(params ReadOnlySpan<JsonObject> parts)
    {
        var all = new JsonObject();
        foreach (var part in parts)
        {
            foreach (var (name, value) in part)
            {
                all[name] = value?.DeepClone();
            }
        }

        return all;
    }
}
