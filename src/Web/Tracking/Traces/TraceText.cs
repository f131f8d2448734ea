using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Tracking.Traces;

/// <summary>Values of traces and spans as people read them.</summary>
internal static class TraceText
{
    /// <summary>The most of one value that a page carries.</summary>
    public const int MostShown = 100_000;

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string StatusOf(TraceState state) => state switch
    {
        TraceState.Ok => "OK",
        TraceState.Error => "ERROR",
        TraceState.InProgress => "IN_PROGRESS",
        _ => "Unknown",
    };

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>JSON over several lines; a text as it is.</summary>
    public static string Shown(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind is JsonValueKind.String ? value.RootElement.GetString()! : JsonSerializer.Serialize(value.RootElement, Pretty);
    }

    /// <summary>A length of nanoseconds in the unit that suits it.</summary>
    public static string Length(long nanoseconds) => nanoseconds switch
    {
        < 1_000 => Write(nanoseconds, 1, "ns"),
        < 1_000_000 => Write(nanoseconds, 1e3, "µs"),
        < 1_000_000_000 => Write(nanoseconds, 1e6, "ms"),
        < 60_000_000_000 => Write(nanoseconds, 1e9, "s"),
        _ => Write(nanoseconds, 6e10, "min"),
    };

    private static string Write(long nanoseconds, double unit, string name) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / unit:0.##} {name}");
}

/// <summary>One turn of a conversation with a model.</summary>
internal sealed record ChatMessage(string Role, string Text)
{
    /// <summary>The conversation that a value holds, in the forms of the common model libraries; empty when it is none.</summary>
    public static IReadOnlyList<ChatMessage> Read(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var value = JsonDocument.Parse(json);
        var root = value.RootElement;
        var list = root.ValueKind is JsonValueKind.Array ? root
            : root.ValueKind is not JsonValueKind.Object ? default
            : root.TryGetProperty("messages", out var messages) ? messages
            : root.TryGetProperty("choices", out var choices) ? choices
            : default;
        if (list.ValueKind is not JsonValueKind.Array)
        {
            return Of(root) is { } single ? [single] : [];
        }

        List<ChatMessage?> turns = [.. list.EnumerateArray().Select(Of)];
        return turns.Contains(null) ? [] : [.. turns.OfType<ChatMessage>()];
    }

    private static ChatMessage? Of(JsonElement turn)
    {
        if (turn.ValueKind is JsonValueKind.Object && turn.TryGetProperty("message", out var inner))
        {
            turn = inner;
        }

        if (turn.ValueKind is not JsonValueKind.Object || !turn.TryGetProperty("role", out var role) || role.ValueKind is not JsonValueKind.String)
        {
            return null;
        }

        var text = turn.TryGetProperty("content", out var content) ? TextOf(content) : "";
        var calls = turn.TryGetProperty("tool_calls", out var tools) && tools.ValueKind is JsonValueKind.Array && tools.GetArrayLength() > 0 ? TraceText.Shown(tools.GetRawText()) : "";
        return new(role.GetString()!, string.Join("\n\n", new[] { text, calls }.Where(part => part.Length > 0)));
    }

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Null => "",
        // Parts of a message: texts as they are, the rest as it is sent.
        JsonValueKind.Array => string.Join("\n\n", content.EnumerateArray().Select(part =>
            part.ValueKind is JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : TraceText.Shown(part.GetRawText()))),
        _ => TraceText.Shown(content.GetRawText()),
    };
}
