using System.Globalization;
using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>Fields of the forms that came with MLflow 3: maps, free objects, and moments and lengths of time as text.</summary>
internal static class MlflowMembers
{
    /// <summary>Names and texts of an object; null when it was left out.</summary>
    public static IReadOnlyList<KeyValue>? Map(this MlflowRequest request, string name)
    {
        if (request.Object(name, out var map) is not { } members)
        {
            return null;
        }

        return [.. map.EnumerateObject().Select(pair => new KeyValue(pair.Name, pair.Value.ValueKind is JsonValueKind.String ? members.OptionalText(pair.Name)! : pair.Value.GetRawText()))];
    }

    /// <summary>An object as it was written; null when it was left out.</summary>
    public static string? Json(this MlflowRequest request, string name) => request.Object(name, out var value) is null ? null : value.GetRawText();

    /// <summary>A moment in Unix milliseconds, written like 2026-01-31T12:00:00.5Z.</summary>
    public static long? Moment(this MlflowRequest request, string name)
    {
        if (request.OptionalText(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment.ToUnixTimeMilliseconds();
        }

        request.Refuse(name, text, "a time like 2026-01-31T12:00:00.5Z");
        return null;
    }

    /// <summary>A length of time in milliseconds, written in seconds like 1.5s.</summary>
    public static long? Length(this MlflowRequest request, string name)
    {
        if (request.OptionalText(name) is not { Length: > 0 } text)
        {
            return null;
        }

        if (text[^1] is 's' && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) < int.MaxValue)
        {
            return (long)Math.Round(seconds * 1_000);
        }

        request.Refuse(name, text, "a number of seconds like 1.5s");
        return null;
    }

    private static MlflowRequest? Object(this MlflowRequest request, string name, out JsonElement value)
    {
        if (request.Has(name, out value) && value.ValueKind is not JsonValueKind.Object)
        {
            request.Refuse(name, value.GetRawText(), "an object");
        }

        return request.OptionalObject(name);
    }
}
