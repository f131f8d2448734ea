using System.Globalization;

namespace Slipway.Tracking.Search;

/// <summary>A value as it is written on the right of a comparison.</summary>
internal static class SearchLiteral
{
    /// <summary>What a token stands for; without an operand, what the field wants instead and how that is written.</summary>
    public static (SearchOperand? Operand, string Wanted, string Form) Read(SearchToken token, SearchField field, SearchSchema schema, SearchGrammar grammar)
    {
        var isExtended = grammar is SearchGrammar.Extended;
        var isText = token.IsText;
        var isNumber = token.Kind is SearchTokenKind.Number;
        switch (schema.ValuesOf(field))
        {
            case SearchValueKind.Text:
                var isBare = isNumber && (schema.BareNumbersAreText || isExtended) && field.Kind is not SearchFieldKind.Attribute;
                return (isText ? new SearchOperand.Text(token.Unquoted) : isBare ? new SearchOperand.Text(token.Written) : null, "text", "Put the value in single quotes, like 'my-value'");
            case SearchValueKind.Number:
                var number = isNumber ? Number(token.Written) : double.NaN;
                return (double.IsFinite(number) ? new SearchOperand.Number(number) : null, "a number", "Write a 64-bit number without quotes, like 0.5 or -1e-3");
            case SearchValueKind.Duration when isExtended:
                return (Whole(isNumber ? Integer(token.Written) : isText ? Duration(token.Unquoted) : null), "a time span", "Write it like '90s', '15m', '1.5h' or '2d', or in milliseconds, like 90000");
            case SearchValueKind.Time when isExtended:
                return (Whole(isNumber ? Integer(token.Written) : isText ? Time(token.Unquoted) : null), "a time", "Write it like '2026-03-01' or '2026-03-01 14:30', in UTC, or in milliseconds since 1970, like 1700000000000");
            case SearchValueKind.Count:
                return (Whole(isNumber ? Integer(token.Written) : null), "a whole number", "Write it without quotes, like 3");
            default:
                return (Whole(isNumber ? Integer(token.Written) : null), "a whole number", "Write milliseconds since 1970 without quotes, like 1700000000000");
        }
    }

    /// <summary>Values of one kind as a list.</summary>
    public static SearchOperand List(IReadOnlyList<SearchOperand> values) => values[0] switch
    {
        SearchOperand.Text => new SearchOperand.TextList([.. values.Cast<SearchOperand.Text>().Select(text => text.Value)]),
        SearchOperand.Number => new SearchOperand.NumberList([.. values.Cast<SearchOperand.Number>().Select(number => number.Value)]),
        _ => new SearchOperand.IntegerList([.. values.Cast<SearchOperand.Integer>().Select(integer => integer.Value)]),
    };

    private static SearchOperand.Integer? Whole(long? value) => value is { } set ? new(set) : null;

    private static double Number(string literal) => double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static long? Integer(string literal) =>
        long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer
        : Number(literal) is var number && double.IsInteger(number) && Math.Abs(number) < long.MaxValue ? (long)number
        : null;

    private static long? Time(string text) =>
        text.Length >= 8 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;

    private static long? Duration(string text)
    {
        var unit = text.TrimStart([.. "0123456789.- "]);
        double? milliseconds = unit.Trim() switch { "ms" => 1, "s" => 1_000, "m" or "min" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => null };
        return milliseconds is { } each && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var count) && Math.Abs(count) < 1e6
            ? (long)(count * each)
            : null;
    }
}
