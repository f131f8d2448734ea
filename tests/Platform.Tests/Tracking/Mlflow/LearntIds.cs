using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Tracking.Mlflow;

/// <summary>Recorded ids, and the ones that this server gave instead.</summary>
internal sealed partial class LearntIds
{
    public static readonly HashSet<string> Keys =
    [
        "experiment_id", "run_id", "run_uuid", "model_id", "source_run_id", "webhook_id", "assessment_id", "dataset_id", "dataset_record_id",
        "destination_id", "source_id", "request_id", "trace_id",
    ];

    private readonly Dictionary<string, string> _experiments = new() { ["0"] = "0" };
    private readonly Dictionary<string, string> _long = [];

    /// <summary>What this session made; a recorded list may hold what an earlier one left.</summary>
    public HashSet<string> Names { get; } = ["Default"];

    public void NoteName(RecordedCall call)
    {
        if (call.Body is JsonObject body && (call.Path.EndsWith("/create", StringComparison.Ordinal) || call.Path.EndsWith("/rename", StringComparison.Ordinal) || call.Path.EndsWith("/update", StringComparison.Ordinal)))
        {
            Names.UnionWith(new[] { body["name"]?.ToString(), body["new_name"]?.ToString() }.OfType<string>());
        }
    }

    public void Learn(JsonNode? recorded, JsonNode? actual, string? key = null)
    {
        switch (recorded, actual)
        {
            case (JsonObject one, JsonObject other):
                foreach (var (name, value) in one)
                {
                    Learn(value, other[name], name);
                }

                break;
            case (JsonArray one, JsonArray other):
                foreach (var (r, a) in AnswerComparison.Pairs(one, other, key, this))
                {
                    Learn(r, a, key);
                }

                break;
            default:
                if (key is not null && Keys.Contains(key) && AsText(recorded) is { } old && AsText(actual) is { } now)
                {
                    if (key is "experiment_id")
                    {
                        _experiments[old] = now;
                    }
                    else if (old.Length >= 8)
                    {
                        _long[old] = now;
                    }
                }

                break;
        }
    }

    /// <summary>Long ids anywhere in a text, and experiment ids where an artifact path carries them.</summary>
    public string Text(string text)
    {
        foreach (var (old, now) in _long)
        {
            text = text.Replace(old, now, StringComparison.Ordinal);
        }

        return ArtifactRoot().Replace(text, match => match.Groups[1].Value + _experiments.GetValueOrDefault(match.Groups[2].Value, match.Groups[2].Value));
    }

    public string Value(string text, string? key) =>
        key is "experiment_id" or "experiment_ids" ? _experiments.GetValueOrDefault(text, text)
        : Text(key is "path" ? LeadingNumber().Replace(text, match => _experiments.GetValueOrDefault(match.Value, match.Value)) : text);

    public JsonNode? Replace(JsonNode? node, string? key = null) => node switch
    {
        JsonObject o => new JsonObject(o.Select(pair => KeyValuePair.Create(pair.Key, Replace(pair.Value, pair.Key)))),
        JsonArray a => new JsonArray([.. a.Select(item => Replace(item, key))]),
        _ => AsText(node) is { } text ? JsonValue.Create(Value(text, key)) : node?.DeepClone(),
    };

    public static string? AsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"(mlflow-artifacts:/+(?:[^/\s""]+(?::\d+)?/)?|mlflow-artifacts/(?:artifacts|presigned|mpu/\w+)/)(\d+)(?=/|$)")]
    private static partial Regex ArtifactRoot();

    [GeneratedRegex(@"^\d+(?=/)")]
    private static partial Regex LeadingNumber();
}
