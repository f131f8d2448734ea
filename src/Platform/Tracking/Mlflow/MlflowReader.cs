using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Slipway.Tracking.Mlflow;

/// <summary>
/// Walks a request's JSON without building a tree of it. Values of the wrong kind leave a <see cref="Refusal"/> that names the field, and read as missing;
/// null reads as missing; a malformed document throws <see cref="JsonException"/>.
/// </summary>
/// <remarks><c>while (body.Next()) { if (body.Is("key"u8)) key = body.Text("key"); else body.Skip(); }</c></remarks>
internal ref struct MlflowReader(ReadOnlySpan<byte> body)
{
    private const int NumberLimit = 400;

    private readonly ReadOnlySpan<byte> _body = body;
    private Utf8JsonReader _json = new(body);
    private string? _list;
    private int _index;

    /// <summary>The first thing that was wrong; null while nothing is.</summary>
    public Invalid? Refusal { get; private set; }

    /// <summary>Enters the document.</summary>
    public JsonTokenType Root()
    {
        _json.Read();
        return _json.TokenType;
    }

    /// <summary>The bytes of a document that is one string.</summary>
    public readonly byte[] RootText() => Encoding.UTF8.GetBytes(Decoded(in _json));

    /// <summary>Checks that nothing follows the document.</summary>
    public void End()
    {
        while (_json.Read())
        {
        }
    }

    /// <summary>Moves to the object's next field; false at its end.</summary>
    public bool Next()
    {
        _json.Read();
        return _json.TokenType is JsonTokenType.PropertyName;
    }

    /// <summary>Whether the current field has this name.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueIsEscaped ? _json.ValueTextEquals(name) : _json.ValueSpan.SequenceEqual(name);

    /// <summary>Passes the current field.</summary>
    public void Skip() => _json.Skip();

    /// <summary>The current field, which must be a JSON string.</summary>
    public string? Text(string field) => TextToken(field) ? Decoded(field) : null;

    /// <summary>As <see cref="Text(string)"/>, but answers <paramref name="last"/> itself while the same text comes again, as it does from point to point.</summary>
    public string? Text(string field, string? last) => !TextToken(field) ? null : last is not null && _json.ValueTextEquals(last) ? last : Decoded(field);

    /// <summary>As <see cref="Text(string)"/>, left where it is until it is known whether it is needed.</summary>
    public TextPlace Place(string field) => TextToken(field) ? new((int)_json.TokenStartIndex, _json.ValueSpan.Length, _json.ValueIsEscaped) : default;

    /// <summary>The number that the table has, or gives, to the key in this place.</summary>
    public int Number(TextPlace place, KeyTable keys)
    {
        var raw = _body.Slice(place.Start + 1, place.Length);
        var known = keys.Find(raw, _body);
        return known >= 0 ? known : keys.Add(raw, place, Decoded(place));
    }

    /// <summary>The current field as a name or number of an enumeration, whichever the client wrote; what it means is for the caller to say.</summary>
    public string? Choice(string field)
    {
        _json.Read();
        switch (_json.TokenType)
        {
            case JsonTokenType.String:
                return Decoded(field);
            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(_json.ValueSpan);
            case JsonTokenType.Null:
                return null;
            default:
                Refuse(field, "a name");
                return null;
        }
    }

    /// <summary>The current field as a 64-bit integer, from a number or a string, in any notation: <c>12</c>, <c>12.0</c>, <c>"1.2e+1"</c>.</summary>
    public long? Integer(string field)
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.Number && _json.TryGetInt64(out var integer))
        {
            return integer;
        }

        if (_json.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType is JsonTokenType.Number or JsonTokenType.String)
        {
            Span<byte> scratch = stackalloc byte[NumberLimit];
            var text = NumberText(scratch);
            if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out integer))
            {
                return integer;
            }

            // Both bounds are exact doubles; the upper is one too large for a long.
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsInteger(number) && number is >= -9223372036854775808.0 and < 9223372036854775808.0)
            {
                return (long)number;
            }
        }

        Refuse(field, "a 64-bit integer");
        return null;
    }

    /// <summary>The current field as a double, from a number or a string; <c>"NaN"</c>, <c>"Infinity"</c> and R's <c>"Inf"</c> are numbers too.</summary>
    public double? Number(string field)
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.Number && _json.TryGetDouble(out var number))
        {
            return number;
        }

        if (_json.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (_json.TokenType is JsonTokenType.String)
        {
            Span<byte> scratch = stackalloc byte[NumberLimit];
            var text = NumberText(scratch);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            {
                return number;
            }

            if (Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "+inf"u8))
            {
                return double.PositiveInfinity;
            }

            if (Ascii.EqualsIgnoreCase(text, "-inf"u8))
            {
                return double.NegativeInfinity;
            }
        }

        Refuse(field, "a 64-bit floating point number");
        return null;
    }

    /// <summary>Enters the current field, a list of objects; false if it is missing or no list.</summary>
    /// <remarks><c>if (body.Enter("tags")) while (body.NextItem()) while (body.Next()) …</c></remarks>
    public bool Enter(string field)
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.StartArray)
        {
            (_list, _index) = (field, -1);
            return true;
        }

        if (_json.TokenType is not JsonTokenType.Null)
        {
            Refuse(field, "a list");
        }

        return false;
    }

    /// <summary>Moves to the list's next object; false at its end.</summary>
    public bool NextItem()
    {
        while (_json.Read() && _json.TokenType is not JsonTokenType.EndArray)
        {
            _index++;
            if (_json.TokenType is JsonTokenType.StartObject)
            {
                return true;
            }

            Refuse(null, "an object");
        }

        _list = null;
        return false;
    }

    /// <summary>Refuses the request because a required field is not in it.</summary>
    public void Miss(string field) => Refusal ??= new Invalid($"Missing value for required parameter '{Path(field)}'. Send it in the request's JSON body.");

    /// <summary>Refuses the request for a reason of the caller's own.</summary>
    public void Refuse(Refusal? refusal) => Refusal ??= refusal as Invalid;

    /// <summary>Reads past a value of the wrong kind and says so.</summary>
    private void Refuse(string? field, string expected)
    {
        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        if (Refusal is null)
        {
            var shown = Encoding.UTF8.GetString(_body[start..Math.Min((int)_json.BytesConsumed, start + 60)]);
            Refusal = new Invalid($"Invalid value {shown} for parameter '{Path(field)}' supplied: it must be {expected}.");
        }
    }

    private readonly string Path(string? field) => (_list, field) switch
    {
        (null, _) => field!,
        (_, null) => $"{_list}[{_index}]",
        _ => $"{_list}[{_index}].{field}",
    };

    private bool TextToken(string field)
    {
        _json.Read();
        if (_json.TokenType is JsonTokenType.String)
        {
            return true;
        }

        if (_json.TokenType is not JsonTokenType.Null)
        {
            Refuse(field, "a JSON string");
        }

        return false;
    }

    /// <summary>The bytes of a number, from a string too; empty if they are longer than any number.</summary>
    private readonly ReadOnlySpan<byte> NumberText(Span<byte> scratch) =>
        !_json.ValueIsEscaped ? _json.ValueSpan
        : _json.ValueSpan.Length <= scratch.Length ? scratch[.._json.CopyString(scratch)]
        : [];

    private readonly string Decoded(TextPlace place)
    {
        var json = new Utf8JsonReader(_body.Slice(place.Start, place.Length + 2));
        json.Read();
        return Decoded(ref json);
    }

    private string? Decoded(string field)
    {
        var text = Decoded(ref _json);
        if (!text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Refusal ??= new Invalid($"Invalid value for parameter '{Path(field)}' supplied: it contains a NUL character, which databases can't hold. Remove it.");
        return null;
    }

    /// <summary>The reader throws for broken UTF-8 and lone surrogates only when they are decoded, and as if it were a bug.</summary>
    private static string Decoded(ref readonly Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException invalid)
        {
            throw new JsonException("The text is no valid Unicode.", invalid);
        }
    }
}

/// <summary>Where in a body a JSON string stands.</summary>
/// <param name="Start">Its first quote.</param>
/// <param name="Length">Of what is between the quotes, in bytes.</param>
internal readonly record struct TextPlace(int Start, int Length, bool Escaped);
