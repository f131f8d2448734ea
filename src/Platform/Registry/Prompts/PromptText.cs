using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Prompts;

/// <summary>A message of a prompt for chats.</summary>
/// <param name="Role">Who says it, such as <c>system</c> or <c>user</c>.</param>
public sealed record PromptMessage(string Role, string Content);

/// <summary>What a prompt's version says, as MLflow's clients write it into a tag.</summary>
/// <param name="Text">All of it; for chats the messages below each other, each under its role.</param>
/// <param name="Messages">A chat's messages; empty for a plain text.</param>
/// <param name="Variables">What is filled in when it is used, in the order in which it comes: the names in <c>{{ }}</c>.</param>
public sealed partial record PromptText(string Text, IReadOnlyList<PromptMessage> Messages, IReadOnlyList<string> Variables)
{
    /// <summary>The tag of a version that has the text.</summary>
    public const string TextTag = "mlflow.prompt.text";

    /// <summary>The tag of a version that says whether it is a text or a chat.</summary>
    public const string TypeTag = "_mlflow_prompt_type";

    private const string Chat = "chat";

    /// <summary>Reads it from a version's tags; without a text it is empty.</summary>
    public static PromptText Read(IReadOnlyList<Tracking.KeyValue> tags)
    {
        var text = tags.Where(tag => tag.Key == TextTag).Select(tag => tag.Value).FirstOrDefault() ?? "";
        var messages = tags.Any(tag => tag is { Key: TypeTag, Value: Chat }) ? Parse(text) : [];
        return Of(messages.Count == 0 ? text : string.Join("\n\n", messages.Select(message => $"[{message.Role}]\n{message.Content}"))) with { Messages = messages };
    }

    /// <summary>A plain text.</summary>
    public static PromptText Of(string text) => new(text, [], [.. Variable().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)]);

    /// <summary>The text in pieces: what stands there as it is, and the names of variables.</summary>
    public static IEnumerable<(string Piece, bool IsVariable)> Pieces(string text)
    {
        var at = 0;
        foreach (Match match in Variable().Matches(text))
        {
            if (match.Index > at)
            {
                yield return (text[at..match.Index], false);
            }

            yield return (match.Value, true);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            yield return (text[at..], false);
        }
    }

    // What isn't a list of messages is shown as the text that it is.
    private static IReadOnlyList<PromptMessage> Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Array ? [.. json.RootElement.EnumerateArray().Select(Message)] : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static PromptMessage Message(JsonElement message) => new(
        message.TryGetProperty("role", out var role) ? role.ToString() : "",
        !message.TryGetProperty("content", out var content) ? "" : content.ValueKind is JsonValueKind.String ? content.GetString()! : content.GetRawText());

    [GeneratedRegex(@"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")]
    private static partial Regex Variable();
}
