using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Slipway.Tracking.Artifacts;

/// <summary>A column, tensor or parameter of a signature.</summary>
public sealed record SignatureField(string Name, string Type, bool IsRequired, string? Default);

/// <summary>A way to load a model, and what the file says of it.</summary>
public sealed record MlmodelFlavor(string Name, IReadOnlyList<KeyValuePair<string, string>> Facts);

/// <summary>What MLflow's <c>MLmodel</c> file says of a model.</summary>
/// <param name="Facts">Its own plain values, such as <c>mlflow_version</c>.</param>
/// <param name="Flavors">How it can be loaded, each with what it says.</param>
/// <param name="Inputs">Null when the signature doesn't say.</param>
public sealed record Mlmodel(
    IReadOnlyList<KeyValuePair<string, string>> Facts,
    IReadOnlyList<MlmodelFlavor> Flavors,
    IReadOnlyList<SignatureField>? Inputs,
    IReadOnlyList<SignatureField>? Outputs,
    IReadOnlyList<SignatureField>? Params)
{
    // Deeper than models are. Whoever loads YAML calls itself for each level, and a stack that overflows ends the server.
    private const int MostDepth = 32;

    // A value that is written once and named again; each may name others, so that few of them unfold to very much.
    private const int MostAliases = 20;

    /// <summary>The model; null when the text is no mapping in YAML, or one that no client wrote.</summary>
    public static Mlmodel? Of(string text)
    {
        try
        {
            if (!IsPlain(text))
            {
                return null;
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..] ? Of(root) : null;
        }
        catch (YamlException)
        {
            return null;
        }
    }

    private static bool IsPlain(string text)
    {
        var parser = new Parser(new StringReader(text));
        var (depth, aliases) = (0, 0);
        while (depth <= MostDepth && aliases <= MostAliases && parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            aliases += parser.Current is AnchorAlias ? 1 : 0;
        }

        return depth <= MostDepth && aliases <= MostAliases;
    }

    private static Mlmodel Of(YamlMappingNode root)
    {
        var signature = Find(root, "signature") as YamlMappingNode;
        var flavors = Find(root, "flavors") as YamlMappingNode;
        return new(
            PlainOf(root),
            flavors is null ? [] : [.. flavors.Children.Select(flavor => new MlmodelFlavor(flavor.Key.ToString(), flavor.Value is YamlMappingNode facts ? PlainOf(facts) : []))],
            FieldsOf(signature, "inputs"),
            FieldsOf(signature, "outputs"),
            FieldsOf(signature, "params"));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> PlainOf(YamlMappingNode node) =>
        [.. node.Children.Where(child => child.Value is YamlScalarNode { Value: not (null or "" or "null") }).Select(child => new KeyValuePair<string, string>(child.Key.ToString(), child.Value.ToString()))];

    private static YamlNode? Find(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null;

    // Signatures are JSON in the YAML.
    private static IReadOnlyList<SignatureField>? FieldsOf(YamlMappingNode? signature, string name)
    {
        if (signature is null || Find(signature, name) is not YamlScalarNode { Value: { Length: > 0 } json })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray().Where(field => field.ValueKind is JsonValueKind.Object).Select(FieldOf)]
                : root.ValueKind is JsonValueKind.Object ? [FieldOf(root)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SignatureField FieldOf(JsonElement field) => new(
        field.TryGetProperty("name", out var name) ? Text(name) : "–",
        TypeOf(field),
        !field.TryGetProperty("required", out var required) || required.ValueKind is not JsonValueKind.False,
        field.TryGetProperty("default", out var value) ? Text(value) : null);

    private static string TypeOf(JsonElement field)
    {
        if (field.TryGetProperty("tensor-spec", out var tensor) && tensor.ValueKind is JsonValueKind.Object)
        {
            var shape = tensor.TryGetProperty("shape", out var sizes) ? sizes.GetRawText().Trim('[', ']') : "";
            return $"tensor of {(tensor.TryGetProperty("dtype", out var dtype) ? Text(dtype) : "?")} ({shape})";
        }

        var type = field.TryGetProperty("type", out var plain) ? Text(plain) : "?";
        return type == "array" && field.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Object ? $"array of {TypeOf(items)}"
            : type == "object" && field.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object
                ? $"object ({string.Join(", ", properties.EnumerateObject().Select(property => property.Name))})"
            : type;
    }

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
