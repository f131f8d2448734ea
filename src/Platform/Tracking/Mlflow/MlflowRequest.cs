using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>
/// The fields of a request by name, from the query of a GET or the JSON body of anything else, as clients in several languages write them:
/// numbers as text, enums by name or number, bodies encoded twice. A field that can't be read is noted in <see cref="Refusal"/>. For the
/// endpoints that are asked often and with much, a reader without a tree does the same.
/// </summary>
public sealed class MlflowRequest
{
    /// <summary>Large enough for the largest dataset profile that may be logged.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly IQueryCollection? _query;
    private readonly JsonElement _body;

    private MlflowRequest(IQueryCollection? query, JsonElement body) => (_query, _body) = (query, body);

    private MlflowRequest(JsonElement body, MlflowRequest parent) => (_body, _parent) = (body, parent);

    private readonly MlflowRequest? _parent;
    private Invalid? _refusal;

    /// <summary>What was wrong with the first field that couldn't be read; null when everything asked for was fine.</summary>
    public Invalid? Refusal
    {
        get => _parent is null ? _refusal : _parent.Refusal;
        private set
        {
            if (_parent is null)
            {
                _refusal ??= value;
            }
            else
            {
                _parent.Refusal = value;
            }
        }
    }

    /// <summary>Reads the request, for handlers that take it as a parameter.</summary>
    public static async ValueTask<MlflowRequest> BindAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return new(context.Request.Query, default);
        }

        var hasBody = context.Request.ContentLength is not 0 && (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0);
        if (hasBody && !context.Request.HasJsonContentType() && !HttpMethods.IsDelete(context.Request.Method))
        {
            return new(null, default) { Refusal = new Invalid("Bad Request. Content-Type should be application/json.") };
        }

        if (context.Request.ContentLength > MostBytes)
        {
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        return hasBody ? new(null, await ObjectAsync(context)) : new(context.Request.Query, default);
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string name)
    {
        if (OptionalText(name) is { Length: > 0 } text)
        {
            return text;
        }

        Refusal = new Invalid($"Missing value for required parameter '{name}'. See the API docs for more information about request parameters.");
        return "";
    }

    /// <summary>The text under the first of two names, of which older clients send only one.</summary>
    public string Text(string name, string older) => OptionalText(name) is { Length: > 0 } text ? text : OptionalText(older) is { Length: > 0 } old ? old : Text(name);

    public string? OptionalText(string name)
    {
        if (_query is not null)
        {
            return _query[name].FirstOrDefault();
        }

        if (!Has(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            Refuse(name, value.GetRawText(), "a string");
            return null;
        }

        var text = value.GetString()!;
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            Refusal = new Invalid($"The parameter '{name}' contains the character NUL. Leave it out.");
        }

        return text;
    }

    /// <summary>The id of an experiment, which is a number that travels as text.</summary>
    public long Experiment(string name) => ExperimentNumber(name, _query is null && Has(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetRawText() : Text(name));

    /// <summary>Ids of experiments.</summary>
    public IReadOnlyList<long> Experiments(string name) => [.. Texts(name).Select(text => ExperimentNumber(name, text))];

    internal long? Integer(string name)
    {
        var raw = Scalar(name);
        if (raw is null or "")
        {
            return null;
        }

        if (long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        // R writes large numbers as 1.7e+12.
        if (double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Math.Abs(real) < long.MaxValue && Math.Floor(real) == real)
        {
            return (long)real;
        }

        Refuse(name, raw, "an integer");
        return null;
    }

    public bool? Boolean(string name)
    {
        var raw = Scalar(name);
        if (raw is null or "")
        {
            return null;
        }

        if (bool.TryParse(raw, out var value))
        {
            return value;
        }

        Refuse(name, raw, "true or false");
        return null;
    }

    /// <summary>A choice by the protocol's name or number; one that the protocol doesn't know counts as not made.</summary>
    public T? Choice<T>(string name, string prefix = "")
        where T : struct, Enum
    {
        if (Scalar(name) is not { Length: > 0 } raw)
        {
            return null;
        }

        var plain = raw.StartsWith(prefix, StringComparison.Ordinal) ? raw[prefix.Length..] : raw;
        return Enum.TryParse<T>(plain.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (_query is not null)
        {
            return [.. _query[name].OfType<string>()];
        }

        if (!Has(name, out var list))
        {
            return [];
        }

        if (list.ValueKind is JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number))
        {
            return [.. list.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? item.GetString()! : item.GetRawText())];
        }

        Refuse(name, list.GetRawText(), "a list of strings");
        return [];
    }

    /// <summary>The objects of a list.</summary>
    public IReadOnlyList<MlflowRequest> Objects(string name)
    {
        if (_query is not null || !Has(name, out var list))
        {
            return [];
        }

        if (list.ValueKind is JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Object))
        {
            return [.. list.EnumerateArray().Select(item => new MlflowRequest(item, this))];
        }

        Refuse(name, list.GetRawText(), "a list of objects");
        return [];
    }

    /// <summary>An object that must be there.</summary>
    internal MlflowRequest Object(string name)
    {
        if (Has(name, out var value) && value.ValueKind is JsonValueKind.Object)
        {
            return new(value, this);
        }

        Refusal = new Invalid($"Missing value for required parameter '{name}'. See the API docs for more information about request parameters.");
        return new(default, this);
    }

    /// <summary>An object that may be left out.</summary>
    public MlflowRequest? OptionalObject(string name) => Has(name, out var value) && value.ValueKind is JsonValueKind.Object ? new(value, this) : null;

    /// <summary>Params or tags; a missing value is an empty one.</summary>
    public IReadOnlyList<KeyValue> Pairs(string name) => [.. Objects(name).Select(pair => new KeyValue(pair.Text("key"), pair.OptionalText("value") ?? ""))];

    private string? Scalar(string name)
    {
        if (_query is not null)
        {
            return _query[name] is { Count: > 0 } values ? values[0] : null;
        }

        return !Has(name, out var value) ? null : value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText();
    }

    /// <summary>Whether a field of the body was sent, and isn't null.</summary>
    public bool Has(string name, out JsonElement value)
    {
        value = default;
        return _body.ValueKind is JsonValueKind.Object && _body.TryGetProperty(name, out value) && value.ValueKind is not JsonValueKind.Null;
    }

    private long ExperimentNumber(string name, string text)
    {
        if (text.Length > 0 && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            Refusal = new Invalid($"Invalid experiment ID '{text}' for parameter '{name}'. An experiment's id is a number, as experiments/search answers it.");
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    /// <summary>Notes that a field can't be read.</summary>
    public void Refuse(string name, string found, string wanted) =>
        Refusal = new Invalid($"Invalid value {(found.Length > 100 ? found[..100] + "…" : found)} for parameter '{name}' supplied: it must be {wanted}.");

    private static async Task<JsonElement> ObjectAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            // Old clients encode the body twice.
            if (document.RootElement.ValueKind is JsonValueKind.String)
            {
                using var inner = JsonDocument.Parse(document.RootElement.GetString()!);
                return inner.RootElement.Clone();
            }

            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The protocol takes what can't be read for an empty object; what is required is then missing, and said to be.
            return default;
        }
    }
}
