using System.Text.Json;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Mlflow;

/// <summary>How answers are encoded: 64-bit integers as numbers; what is unset, and empty lists, left out; zero and empty text that were set, written.</summary>
public static class MlflowWriter
{
    public static void TextIfSet(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void IntegerIfSet(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } set)
        {
            json.WriteNumber(name, set);
        }
    }

    /// <summary>A metric's value: NaN as text, and infinities as the largest finite numbers, which is what other servers keep of them.</summary>
    public static void MetricValue(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteString(name, "NaN"u8);
        }
        else
        {
            json.WriteNumber(name, Finite(value));
        }
    }

    /// <summary>As <see cref="MetricValue"/>, with the bare NaN that the browser's bulk history alone is sent.</summary>
    public static void BareMetricValue(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        json.WritePropertyName(name);
        if (double.IsNaN(value))
        {
            json.WriteRawValue("NaN"u8, skipInputValidation: true);
        }
        else
        {
            json.WriteNumberValue(Finite(value));
        }
    }

    /// <summary>One point: <c>{"key", "value", "timestamp", "step"}</c>.</summary>
    public static void Metric(this Utf8JsonWriter json, string key, Point point)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.MetricValue("value"u8, point.Value);
        json.WriteNumber("timestamp"u8, point.Time);
        json.WriteNumber("step"u8, point.Step);
        json.WriteEndObject();
    }

    /// <summary>A list of params or tags.</summary>
    public static void KeyValues(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<KeyValue> pairs) => json.ListIfAny(name, pairs, static (json, pair) =>
    {
        json.WriteStartObject();
        json.WriteString("key"u8, pair.Key);
        json.WriteString("value"u8, pair.Value);
        json.WriteEndObject();
    });

    /// <summary>A list, left out when it is empty.</summary>
    public static void ListIfAny<T>(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
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

    private static double Finite(double value) => Math.Clamp(value, double.MinValue, double.MaxValue);
}
