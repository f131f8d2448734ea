using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>The values of protobuf JSON as clients write them: numbers may come as text, whole numbers as 1.7e+12, and null means left out.</summary>
internal static class LogJson
{
    public static Invalid Missing(string name) => new($"Missing value for required parameter '{name}'. Send it in the request.");

    public static Invalid NotAList(string name) => new($"Invalid value for parameter '{name}': it is not a list of objects with a 'key'.");

    /// <summary>Enters the request's object.</summary>
    public static Refusal? Object(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType is JsonTokenType.StartObject ? null : new Invalid("The request's body is not a JSON object. Send one.");

    /// <summary>Goes to the object's next member; false at its end.</summary>
    public static bool Member(ref Utf8JsonReader json) => json.Read() && json.TokenType is JsonTokenType.PropertyName;

    public static Refusal? Pass(ref Utf8JsonReader json)
    {
        json.Skip();
        return null;
    }

    /// <summary>Enters a list; false without a refusal when there is none.</summary>
    public static bool Array(ref Utf8JsonReader json, string name, out Refusal? refusal)
    {
        json.Read();
        refusal = json.TokenType is JsonTokenType.StartArray or JsonTokenType.Null ? null : NotAList(name);
        return json.TokenType is JsonTokenType.StartArray;
    }

    public static Refusal? Text(ref Utf8JsonReader json, ref string? text)
    {
        json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                text = json.GetString();
                return null;
            case JsonTokenType.Null:
                return null;
            default:
                return new Invalid("A name or id in the request is not text. Send it as a JSON string.");
        }
    }

    /// <summary>The value of a param or tag: text, and nothing else.</summary>
    public static Refusal? StrictText(ref Utf8JsonReader json, string name, ref string? text) =>
        Text(ref json, ref text) is null ? null : new Invalid($"Invalid value for parameter '{name}' supplied: it is not text. Send it as a JSON string.");

    /// <summary>Text or a number, as text.</summary>
    public static Refusal? Scalar(ref Utf8JsonReader json, ref string? text)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Number)
        {
            text = Encoding.UTF8.GetString(json.ValueSpan);
        }
        else if (json.TokenType is JsonTokenType.String)
        {
            text = json.GetString();
        }
        else
        {
            json.Skip();
        }

        return null;
    }

    public static Refusal? Integer(ref Utf8JsonReader json, string name, ref long? value)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType is JsonTokenType.Number or JsonTokenType.String && !json.ValueIsEscaped)
        {
            var text = json.ValueSpan;
            if (Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length)
            {
                value = whole;
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) && Math.Abs(number) < 9.2e18)
            {
                value = (long)number;
                return null;
            }
        }

        return new Invalid($"Invalid value for parameter '{name}' supplied: it is not a whole number.");
    }

    public static Refusal? Number(ref Utf8JsonReader json, ref double? value)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (json.TokenType is JsonTokenType.Number or JsonTokenType.String && !json.ValueIsEscaped)
        {
            var text = json.ValueSpan;
            if (Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length)
            {
                value = number;
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) || Word(text, out number))
            {
                value = number;
                return null;
            }
        }

        return new Invalid("Invalid value for parameter 'value' supplied: it is not a number. Send a number, \"NaN\", \"Infinity\" or \"-Infinity\".");
    }

    /// <summary>Puts quotes around the NaN and infinities that some clients write bare; null when there are none.</summary>
    public static byte[]? QuoteBareWords(ReadOnlySpan<byte> body)
    {
        var quoted = new List<byte>(body.Length + 64);
        var (inText, found) = (false, false);
        for (var i = 0; i < body.Length; i++)
        {
            var letter = body[i];
            if (inText)
            {
                quoted.Add(letter);
                if (letter is (byte)'\\' && i + 1 < body.Length)
                {
                    quoted.Add(body[++i]);
                }

                inText = letter is not (byte)'"';
            }
            else if (BareWord(body[i..]) is > 0 and var length)
            {
                quoted.Add((byte)'"');
                quoted.AddRange(body.Slice(i, length));
                quoted.Add((byte)'"');
                i += length - 1;
                found = true;
            }
            else
            {
                quoted.Add(letter);
                inText = letter is (byte)'"';
            }
        }

        return found ? [.. quoted] : null;
    }

    private static int BareWord(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;

    private static bool Word(ReadOnlySpan<byte> text, out double number)
    {
        number = text.SequenceEqual("NaN"u8) || text.SequenceEqual("nan"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) || text.SequenceEqual("inf"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) || text.SequenceEqual("-inf"u8) ? double.NegativeInfinity
            : 0;
        return number != 0;
    }
}
