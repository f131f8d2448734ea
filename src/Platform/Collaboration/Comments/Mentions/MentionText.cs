using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Collaboration.Comments.Mentions;

/// <summary>How people and teams are called in a text: <c>@ada-moreno</c>, <c>@ada</c>, <c>@vision-team</c>.</summary>
public static partial class MentionText
{
    /// <summary>The most characters of a name behind its @.</summary>
    public const int HandleLimit = 100;

    /// <summary>The most names in one text that call somebody.</summary>
    internal const int MostHandles = 50;

    /// <summary>A name in a text: group 1 is what stands behind the @. An address such as ada@acme.example has none.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_@./\\-])@([\p{L}\p{N}](?:[\p{L}\p{N}\p{M}._-]{0,98}[\p{L}\p{N}\p{M}])?)")]
    public static partial Regex Pattern { get; }

    /// <summary>What a name is called by: 'Ada Moreno' and 'ada-moreno' are <c>ada-moreno</c>. Letters of all scripts stay; empty when there are none.</summary>
    public static string HandleOf(string name)
    {
        var handle = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(letter))
            {
                handle.Append(char.ToLowerInvariant(letter));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark && handle.Length > 0 && handle[^1] != '-')
            {
                handle.Append('-');
            }
        }

        var whole = handle.ToString().Trim('-').Normalize(NormalizationForm.FormC);
        return whole.Length <= HandleLimit ? whole : whole[..HandleLimit].TrimEnd('-');
    }

    /// <summary>The names in a text, outside of code, each once.</summary>
    internal static IReadOnlyList<string> HandlesIn(string text) =>
        [.. Pattern.Matches(Code.Replace(text, " ")).Select(match => HandleOf(match.Groups[1].Value)).Where(handle => handle.Length > 0).Distinct(StringComparer.Ordinal).Take(MostHandles)];

    // Decorators and annotations begin with an @ too: a fence up to its end or the text's, or a span of code in a line.
    [GeneratedRegex(@"^[ ]{0,3}(?<fence>`{3,}|~{3,})[^\n]*(?:\n(?![ ]{0,3}\k<fence>)[^\n]*)*(?:\n[ ]{0,3}\k<fence>[^\n]*)?|(?<ticks>`+)[^`](?:[^\n]*?[^`])?\k<ticks>(?!`)", RegexOptions.Multiline)]
    private static partial Regex Code { get; }
}
