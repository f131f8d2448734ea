using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tracking.Mlflow;

/// <summary>Holds an answer against the recorded one. Key/value lists come in any order; more fields than were recorded are fine.</summary>
internal sealed class AnswerComparison(LearntIds ids)
{
    private static readonly HashSet<string> Volatile =
    [
        .. LearntIds.Keys, "run_name", "user_id", "artifact_uri", "artifact_location", "source", "storage_location", "next_page_token", "page_token", "file_size",
        "message", "last_updated_timestamp", "creation_timestamp", "creation_time", "last_update_time", "timestamp", "start_time", "end_time", "create_time",
        "last_updated_time", "creation_timestamp_ms", "last_updated_timestamp_ms", "upload_id", "url", "created_time", "created_by", "last_updated_by",
        "request_time", "execution_duration", "sqlstate", "error_class", "records",
    ];

    private static readonly HashSet<string> VolatileTags =
    [
        "mlflow.runName", "mlflow.user", "mlflow.artifactLocation", "mlflow.log-model.history", "mlflow.loggedArtifacts", "mlflow.modelVersions",
        "_mlflow_experiment_ids", "mlflow.parentRunId", "mlflow.sourceRun", "mlflow.source.name",
    ];

    public IEnumerable<string> Compare(JsonNode? recorded, JsonNode? actual, string where = "", string? key = null, string? tag = null)
    {
        if (Kind(recorded) != Kind(actual))
        {
            return [$"{where}: {Kind(actual)} where {Kind(recorded)} was recorded"];
        }

        return (recorded, actual) switch
        {
            (JsonObject one, JsonObject other) => one.SelectMany(field => other.ContainsKey(field.Key)
                ? Compare(field.Value, other[field.Key], $"{where}/{field.Key}", field.Key, LearntIds.AsText(one["key"]))
                : [$"{where}/{field.Key}: missing"]),
            (JsonArray one, JsonArray other) => CompareLists(one, other, where, key, tag),
            _ when key is not null && (Volatile.Contains(key) || (key is "value" && tag is not null && VolatileTags.Contains(tag))) => [],
            _ when Same(ids.Replace(recorded, key), actual) || Same(recorded, actual) => [],
            _ => [$"{where}: {actual?.ToJsonString()} where {recorded?.ToJsonString()} was recorded"],
        };
    }

    /// <summary>What to hold against what: own objects by name, key/value lists by key, the rest by place.</summary>
    public static IEnumerable<(JsonNode? Recorded, JsonNode? Actual)> Pairs(JsonArray recorded, JsonArray actual, string? key, LearntIds ids)
    {
        if (key is "experiments" or "registered_models")
        {
            return recorded.Where(r => ids.Names.Contains(Name(r, "name") ?? "")).Select(r => (r, actual.FirstOrDefault(a => Name(a, "name") == Name(r, "name"))));
        }

        if (recorded.Count > 0 && recorded.All(r => Name(r, "key") is not null) && recorded.Select(r => Name(r, "key")).Distinct().Count() == recorded.Count)
        {
            return recorded.Select(r => (r, actual.FirstOrDefault(a => Name(a, "key") == Name(r, "key"))));
        }

        var (ones, others) = (Order(recorded), Order(actual));
        return ones.Select((r, i) => (r, i < others.Count ? others[i] : null));
    }

    private IEnumerable<string> CompareLists(JsonArray recorded, JsonArray actual, string where, string? key, string? tag)
    {
        var keyed = key is "experiments" or "registered_models" or "tags" or "params" or "metrics";
        if (actual.Count > recorded.Count && !keyed)
        {
            yield return $"{where}: {actual.Count} items where {recorded.Count} were recorded";
        }

        var i = 0;
        foreach (var (r, a) in Pairs(recorded, actual, key, ids))
        {
            var at = $"{where}[{i++}]";
            foreach (var difference in a is null ? [$"{at}: {r?.ToJsonString()} is missing"] : Compare(r, a, at, key, tag))
            {
                yield return difference;
            }
        }
    }

    private static List<JsonNode?> Order(JsonArray items) =>
        items.Count > 0 && items.All(item => Name(item, "key") is not null) ? [.. items.OrderBy(item => Name(item, "key"), StringComparer.Ordinal).ThenBy(item => $"{item!["step"]}", StringComparer.Ordinal).ThenBy(item => $"{item!["timestamp"]}", StringComparer.Ordinal)]
        : items.Count > 0 && items.All(item => Name(item, "path") is not null) ? [.. items.OrderBy(item => Name(item, "path"), StringComparer.Ordinal)]
        : [.. items];

    private static string? Name(JsonNode? node, string name) => node is JsonObject o ? LearntIds.AsText(o[name]) : null;

    private static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => JsonValueKind.Null,
        JsonValueKind.True or JsonValueKind.False => JsonValueKind.True,
        { } kind => kind,
    };

    private static bool Same(JsonNode? one, JsonNode? other) => one?.GetValueKind() is JsonValueKind.Number
        ? one.GetValue<double>().Equals(other!.GetValue<double>())
        : JsonNode.DeepEquals(one, other);
}
