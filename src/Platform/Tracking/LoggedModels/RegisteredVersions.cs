using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tracking.LoggedModels;

/// <summary>The list of registered versions that a logged model carries in a tag, as JSON.</summary>
internal static class RegisteredVersions
{
    public const string Tag = "mlflow.modelVersions";

    /// <summary>The list with a version at its end.</summary>
    public static string Append(string? list, string name, int version)
    {
        var versions = Parse(list);
        versions.Add(new JsonObject { ["name"] = name, ["version"] = version });
        return versions.ToJsonString();
    }

    /// <summary>The versions of a list; what isn't one is left out.</summary>
    public static IReadOnlyList<RegisteredVersion> Read(string? list) =>
        [.. Parse(list).OfType<JsonObject>().Where(each => each["name"] is JsonValue && each["version"] is JsonValue)
            .Select(each => new RegisteredVersion(each["name"]!.ToString(), int.TryParse(each["version"]!.ToString(), out var number) ? number : 0)).Where(each => each.Number > 0)];

    private static JsonArray Parse(string? list)
    {
        try
        {
            return list is null ? [] : JsonNode.Parse(list) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            // Tags are anybody's to write: what isn't a list is replaced by one.
            return [];
        }
    }
}
