using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>How the protocol writes lists and pairs: an empty list isn't written at all, NaN is text.</summary>
internal static class MlflowWriting
{
    public static void WriteList<T>(this Utf8JsonWriter json, string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    public static void WritePairs(this Utf8JsonWriter json, string name, IReadOnlyCollection<KeyValue> pairs) => json.WriteList(name, pairs, static (writer, pair) =>
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, pair.Key);
        writer.WriteString("value"u8, pair.Value);
        writer.WriteEndObject();
    });

    /// <summary>A metric's value: infinities are the largest finite magnitude, as clients know them from other servers.</summary>
    public static void WriteMetricValue(this Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteString("value"u8, "NaN"u8);
        }
        else
        {
            json.WriteNumber("value"u8, Math.Clamp(value, double.MinValue, double.MaxValue));
        }
    }

    public static void WriteNextPage(this Utf8JsonWriter json, string? token)
    {
        if (token is not null)
        {
            json.WriteString("next_page_token"u8, token);
        }
    }
}
