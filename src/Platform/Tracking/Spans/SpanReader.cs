using System.Globalization;
using System.Text.Json;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Spans;

/// <summary>
/// Reads spans from the file that clients make of them. Those of MLflow 3 write ids in base64 and times as <c>start_time_unix_nano</c>; earlier ones
/// have a <c>context</c> with ids in hexadecimal, and <c>start_time</c>. Attributes are texts that hold JSON.
/// </summary>
internal static class SpanReader
{
    private const string TypeKey = "mlflow.spanType";
    private const string InputsKey = "mlflow.spanInputs";
    private const string OutputsKey = "mlflow.spanOutputs";
    private const string TokensKey = "mlflow.chat.tokenUsage";
    private const int SpanIdBytes = 8;

    /// <summary>All spans, as JSON; null when the file holds none.</summary>
    public static IReadOnlyList<JsonElement>? Elements(JsonElement file) =>
        file.ValueKind is JsonValueKind.Object && file.TryGetProperty("spans", out var spans) && spans.ValueKind is JsonValueKind.Array
            ? [.. spans.EnumerateArray().Where(span => span.ValueKind is JsonValueKind.Object)]
            : null;

    public static TraceSpan Read(JsonElement span)
    {
        var attributes = Member(span, "attributes");
        var status = Member(span, "status");
        var code = status is { ValueKind: JsonValueKind.Object } nested ? Text(nested, "code") : Text(span, "status_code") ?? Text(span, "status");
        return new(
            IdOf(span),
            Id(Text(span, "parent_span_id") ?? Text(span, "parent_id")),
            Text(span, "name") ?? "",
            Decoded(attributes, TypeKey) is { ValueKind: JsonValueKind.String } type ? type.GetString()! : "",
            Nanoseconds(span, "start_time_unix_nano", "start_time") ?? 0,
            Nanoseconds(span, "end_time_unix_nano", "end_time"),
            StatusOf(code),
            status is { ValueKind: JsonValueKind.Object } said ? Text(said, "message") : Text(span, "status_message"),
            Decoded(attributes, TokensKey) is { ValueKind: JsonValueKind.Object } usage ? TokenUsage.Read(usage.GetRawText()).Total : null);
    }

    /// <summary>The span's id; empty when it has none.</summary>
    public static string IdOf(JsonElement span) => Id(Text(Member(span, "context") ?? span, "span_id")) ?? "";

    public static SpanDetails ReadDetails(JsonElement span)
    {
        List<KeyValue> attributes = [.. Pairs(Member(span, "attributes"))];
        var events = Member(span, "events") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(each => each.ValueKind is JsonValueKind.Object) : [];
        return new(
            Read(span),
            Value(InputsKey),
            Value(OutputsKey),
            [.. attributes.Where(pair => pair.Key is not (InputsKey or OutputsKey))],
            [.. events.Select(each => new SpanEvent(Text(each, "name") ?? "", Nanoseconds(each, "time_unix_nano", "timestamp") ?? 0, [.. Pairs(Member(each, "attributes"))]))]);

        string? Value(string key) => attributes.Find(pair => pair.Key == key) is { Key: not null } pair ? pair.Value : null;
    }

    /// <summary>Attributes by their names, with values as JSON.</summary>
    public static IEnumerable<KeyValue> Pairs(JsonElement? attributes) => attributes is { ValueKind: JsonValueKind.Object } pairs
        ? pairs.EnumerateObject().Select(pair => new KeyValue(pair.Name, Json(pair.Value)))
        : [];

    /// <summary>An id in hexadecimal digits; null for none.</summary>
    public static string? Id(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[64];
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..].PadLeft(2 * SpanIdBytes, '0').ToLowerInvariant()
            : text.Length < bytes.Length && Convert.TryFromBase64String(text, bytes, out var length) && length is SpanIdBytes or 2 * SpanIdBytes && text.EndsWith('=') ? Convert.ToHexStringLower(bytes[..length])
            : text;
    }

    private static SpanStatus StatusOf(string? code) => code switch
    {
        "STATUS_CODE_OK" or "OK" or "1" => SpanStatus.Ok,
        "STATUS_CODE_ERROR" or "ERROR" or "2" => SpanStatus.Error,
        _ => SpanStatus.Unset,
    };

    // What a text holds when it holds JSON, and the text otherwise.
    private static string Json(JsonElement value) =>
        value.ValueKind is not JsonValueKind.String ? value.GetRawText()
        : value.GetString() is { } text && Assessments.AssessmentValue.IsJson(text) ? text
        : value.GetRawText();

    private static JsonElement? Decoded(JsonElement? attributes, string key)
    {
        if (attributes is not { ValueKind: JsonValueKind.Object } pairs || !pairs.TryGetProperty(key, out var value))
        {
            return null;
        }

        using var decoded = JsonDocument.Parse(Json(value));
        return decoded.RootElement.Clone();
    }

    private static JsonElement? Member(JsonElement of, string name) => of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static long? Nanoseconds(JsonElement of, string name, string older) =>
        long.TryParse(Text(of, name) ?? Text(of, older), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;
}
