using System.Text.Json;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Spans;

/// <summary>Spans as the protocol carries them beside a trace: OpenTelemetry's message, with ids in base64.</summary>
internal static class SpanJson
{
    public static void WriteWithSpans(Utf8JsonWriter json, TraceDetails trace, SpanDocument? spans)
    {
        json.WriteStartObject();
        json.WritePropertyName("trace_info"u8);
        TraceJson.WriteInfo(json, trace);
        json.ListIfAny("spans"u8, spans?.Elements ?? [], (writer, span) => Write(writer, trace.Summary.TraceId, span));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string traceId, JsonElement element)
    {
        var details = SpanReader.ReadDetails(element);
        var span = details.Span;
        json.WriteStartObject();
        Id(json, "trace_id"u8, traceId.StartsWith("tr-", StringComparison.Ordinal) ? traceId[3..] : traceId);
        Id(json, "span_id"u8, span.SpanId);
        Id(json, "parent_span_id"u8, span.ParentId);
        json.WriteString("name"u8, span.Name);
        json.WriteNumber("start_time_unix_nano"u8, span.Start);
        json.IntegerIfSet("end_time_unix_nano"u8, span.End);
        json.ListIfAny("attributes"u8, [.. SpanReader.Pairs(element.TryGetProperty("attributes", out var attributes) ? attributes : null)], WritePair);
        json.ListIfAny("events"u8, details.Events, static (writer, happened) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("time_unix_nano"u8, happened.Time);
            writer.WriteString("name"u8, happened.Name);
            writer.ListIfAny("attributes"u8, happened.Attributes, WritePair);
            writer.WriteEndObject();
        });
        json.WriteStartObject("status"u8);
        json.TextIfSet("message"u8, span.StatusMessage);
        json.WriteString("code"u8, span.Status switch { SpanStatus.Ok => "STATUS_CODE_OK", SpanStatus.Error => "STATUS_CODE_ERROR", _ => "STATUS_CODE_UNSET" });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Id(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? id)
    {
        if (id is { Length: > 0 } && id.Length % 2 == 0 && id.All(char.IsAsciiHexDigit))
        {
            json.WriteBase64String(name, Convert.FromHexString(id));
        }
    }

    private static void WritePair(Utf8JsonWriter json, KeyValue pair)
    {
        using var value = JsonDocument.Parse(pair.Value);
        json.WriteStartObject();
        json.WriteString("key"u8, pair.Key);
        json.WritePropertyName("value"u8);
        WriteValue(json, value.RootElement);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                json.WriteString("string_value"u8, value.GetString());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.WriteBoolean("bool_value"u8, value.GetBoolean());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                json.WriteNumber("int_value"u8, integer);
                break;
            case JsonValueKind.Number:
                json.WriteNumber("double_value"u8, value.GetDouble());
                break;
            case JsonValueKind.Array:
                json.WriteStartObject("array_value"u8);
                json.ListIfAny("values"u8, [.. value.EnumerateArray()], WriteValue);
                json.WriteEndObject();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject("kvlist_value"u8);
                json.ListIfAny("values"u8, [.. value.EnumerateObject()], static (writer, member) =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("key"u8, member.Name);
                    writer.WritePropertyName("value"u8);
                    WriteValue(writer, member.Value);
                    writer.WriteEndObject();
                });
                json.WriteEndObject();
                break;
            default:
                // A value without any member is the protocol's null.
                break;
        }

        json.WriteEndObject();
    }
}
