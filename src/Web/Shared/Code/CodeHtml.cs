using System.Text;
using System.Text.Encodings.Web;

namespace Slipway.Shared.Code;

/// <summary>
/// Colours code, on the server and with no more than a look at its words: each line is an element of its own, so that lines can be numbered,
/// linked and copied. Whatever the code says comes out as text.
/// </summary>
internal static class CodeHtml
{
    private const string Comment = "c";
    private const string Quoted = "s";
    private const string Word = "w";
    private const string Number = "n";
    private const string Key = "k";

    /// <summary>The lines of a text as HTML.</summary>
    /// <param name="language">Null leaves it in one colour.</param>
    public static string Lines(string text, CodeLanguage? language)
    {
        var output = new Output(text.Length);
        if (language is null)
        {
            output.Add(text, null);
        }
        else
        {
            Colour(text, language, output);
        }

        return output.Finish();
    }

    private static void Colour(string text, CodeLanguage language, Output output)
    {
        var at = 0;
        while (at < text.Length)
        {
            var (length, kind) = Next(text.AsSpan(at), at > 0 ? text[at - 1] : '\n', language);
            output.Add(text.AsSpan(at, length), kind);
            at += length;
        }
    }

    private static (int Length, string? Kind) Next(ReadOnlySpan<char> rest, char before, CodeLanguage language)
    {
        var first = rest[0];
        if (language.BlockComment is var (begin, end) && rest.StartsWith(begin))
        {
            return (EndOf(rest, end, begin.Length), Comment);
        }

        if (language.LineComment is { } comment && rest.StartsWith(comment) && (comment != "#" || !char.IsLetterOrDigit(before)))
        {
            var line = rest.IndexOf('\n');
            return (line < 0 ? rest.Length : line, Comment);
        }

        if (language.Quotes.Contains(first, StringComparison.Ordinal) && !(first == '\'' && char.IsLetterOrDigit(before)))
        {
            var length = language.HasLongTexts && rest.Length > 2 && rest[1] == first && rest[2] == first
                ? EndOf(rest, new string(first, 3), 3)
                : EndOfQuoted(rest, first);
            return (length, language.HasKeys && IsKey(rest[length..]) ? Key : Quoted);
        }

        if (char.IsAsciiDigit(first) && !char.IsLetterOrDigit(before) && before != '_')
        {
            return (Run(rest, letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_'), Number);
        }

        if (language.HasTags && first == '<')
        {
            var length = 1 + Run(rest[1..], letter => char.IsLetterOrDigit(letter) || letter is '/' or '-' or ':' or '!' or '?');
            return (length, length > 1 ? Word : null);
        }

        if (char.IsLetter(first) || first is '_' or '@' or '$')
        {
            var length = 1 + Run(rest[1..], letter => char.IsLetterOrDigit(letter) || letter == '_' || (language.HasKeys && letter is '-' or '.'));
            var word = rest[..length];
            return (length, language.HasKeys && IsKey(rest[length..]) ? Key
                : language.Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || (language.Name == "SQL" && IsSql(word, language)) ? Word
                : null);
        }

        // A pair of surrogates is one letter.
        if (rest.Length > 1 && char.IsSurrogatePair(first, rest[1]))
        {
            return (2, null);
        }

        // Up to where something could begin.
        return (Math.Max(1, Run(rest, letter => char.IsWhiteSpace(letter) && letter != '\n')), null);
    }

    private static bool IsSql(ReadOnlySpan<char> word, CodeLanguage language)
    {
        if (word.Length > 16)
        {
            return false;
        }

        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return language.Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower);
    }

    private static bool IsKey(ReadOnlySpan<char> rest)
    {
        var after = rest.TrimStart(' ');
        return after.Length > 0 && after[0] == ':' && (after.Length == 1 || char.IsWhiteSpace(after[1]) || after[1] is '"' or '{' or '[' || char.IsAsciiDigit(after[1]));
    }

    private static int EndOf(ReadOnlySpan<char> rest, string end, int from) => rest[from..].IndexOf(end) is >= 0 and var found ? from + found + end.Length : rest.Length;

    // A text that isn't closed ends with its line, or one stray quote would colour the rest of the file.
    private static int EndOfQuoted(ReadOnlySpan<char> rest, char quote)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == quote)
            {
                return i + 1;
            }
            else if (rest[i] == '\n' && quote != '`')
            {
                return i;
            }
        }

        return rest.Length;
    }

    private static int Run(ReadOnlySpan<char> rest, Func<char, bool> goesOn)
    {
        var length = 0;
        while (length < rest.Length && goesOn(rest[length]))
        {
            length++;
        }

        return length;
    }

    private sealed class Output(int capacity)
    {
        private const string Begin = "<span class=\"line\">";
        private const string End = "</span>";

        private readonly StringBuilder _html = new StringBuilder(capacity * 2).Append(Begin);

        public void Add(ReadOnlySpan<char> text, string? kind)
        {
            while (true)
            {
                var line = text.IndexOf('\n');
                var part = line < 0 ? text : text[..line].TrimEnd('\r');
                if (!part.IsEmpty)
                {
                    // Encoded as a whole: half of a pair of surrogates would come out as a replacement.
                    var safe = HtmlEncoder.Default.Encode(part.ToString());
                    _ = kind is null ? _html.Append(safe) : _html.Append("<i class=\"").Append(kind).Append("\">").Append(safe).Append("</i>");
                }

                if (line < 0)
                {
                    return;
                }

                _html.Append('\n').Append(End).Append(Begin);
                text = text[(line + 1)..];
            }
        }

        public string Finish() => _html.Append(End).ToString();
    }
}
