using System.Text.Json;

namespace Slipway.Tracking.Runs.Inputs;

/// <summary>A column, or a tensor, of a dataset.</summary>
internal sealed record DatasetColumn(string Name, string Type);

/// <summary>What a dataset's JSON says, in words: clients write the source and the schema as JSON of several kinds.</summary>
internal static class DatasetFacts
{
    private static readonly string[] Places = ["uri", "url", "path", "table_name", "delta_table_name", "query"];

    /// <summary>Where it came from: the address in the JSON, or the JSON itself.</summary>
    public static string SourceOf(string source) => Parsed(source, json =>
        json.ValueKind is not JsonValueKind.Object ? null
        : Places
            .Select(name => json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null).FirstOrDefault(text => text is { Length: > 0 })) ?? source;

    /// <summary>What a browser can open of it; null when nothing.</summary>
    public static string? HrefOf(string source) =>
        Uri.TryCreate(SourceOf(source), UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : null;

    /// <summary>The columns that a schema names; none when it names none.</summary>
    public static IReadOnlyList<DatasetColumn> ColumnsOf(string? schema) => Parsed<IReadOnlyList<DatasetColumn>>(schema ?? "", json =>
    {
        List<DatasetColumn> columns = [];
        Collect(json, "", columns, depth: 0);
        return columns;
    }) ?? [];

    // A list of columns, or an object that has one under a name of its kind, features and targets apart.
    private static void Collect(JsonElement json, string prefix, List<DatasetColumn> columns, int depth)
    {
        if (depth > 4)
        {
            return;
        }

        if (json.ValueKind is JsonValueKind.Array)
        {
            foreach (var (index, item) in json.EnumerateArray().Index())
            {
                if (item.ValueKind is JsonValueKind.Object && item.TryGetProperty("type", out var type))
                {
                    var name = item.TryGetProperty("name", out var named) && named.ValueKind is JsonValueKind.String ? named.GetString()! : $"{index}";
                    columns.Add(new(prefix + name, TypeOf(item, type)));
                }
            }
        }
        else if (json.ValueKind is JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                var isKind = member.Name.StartsWith("mlflow_", StringComparison.Ordinal);
                Collect(member.Value, isKind ? prefix : $"{prefix}{member.Name}.", columns, depth + 1);
            }
        }
    }

    private static string TypeOf(JsonElement item, JsonElement type) =>
        item.TryGetProperty("tensor-spec", out var tensor) && tensor.ValueKind is JsonValueKind.Object && tensor.TryGetProperty("dtype", out var kind)
            ? $"{kind} {(tensor.TryGetProperty("shape", out var shape) ? shape.GetRawText() : "")}".Trim()
            : type.ValueKind is JsonValueKind.String ? type.GetString()! : type.GetRawText();

    private static T? Parsed<T>(string text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return read(json.RootElement);
        }
        catch (JsonException)
        {
            // Not JSON, then: it stands for itself.
            return null;
        }
    }
}
