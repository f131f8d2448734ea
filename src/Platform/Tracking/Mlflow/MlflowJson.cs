using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>Reads a request from its JSON, leaving to the reader what went wrong.</summary>
internal delegate Result<T> MlflowRead<T>(ref MlflowReader body);

/// <summary>JSON as tracking clients of every language and age write it and expect it.</summary>
internal static class MlflowJson
{
    /// <summary>How answers are written: text as it is, since nothing puts these answers into a page.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>
    /// Reads a body. Bare NaN and Infinity are numbers, an object inside a JSON string is the object, and what is no JSON object at all reads as the empty
    /// one: the refusal then names the first field that is missing.
    /// </summary>
    /// <param name="read">May be called more than once; keeps nothing of a call that threw.</param>
    public static Result<T> Read<T>(ReadOnlySpan<byte> body, MlflowRead<T> read)
    {
        body = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (TryRead(body, read) is { } answer)
        {
            return answer;
        }

        var rented = ArrayPool<byte>.Shared.Rent(BareNumbers.MaxQuoted(body.Length));
        try
        {
            var quoted = BareNumbers.Quote(body, rented);
            return (quoted > body.Length ? TryRead(rented.AsSpan(0, quoted), read) : null) ?? TryRead("{}"u8, read)!.Value;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Null when the body is malformed.</summary>
    private static Result<T>? TryRead<T>(ReadOnlySpan<byte> body, MlflowRead<T> read)
    {
        try
        {
            var reader = new MlflowReader(body);
            switch (reader.Root())
            {
                case JsonTokenType.StartObject:
                    var answer = read(ref reader);
                    reader.End();
                    return answer;
                case JsonTokenType.String:
                    return Read(reader.RootText(), read);
                default:
                    return null;
            }
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
