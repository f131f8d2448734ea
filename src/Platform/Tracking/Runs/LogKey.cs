using System.Buffers;

namespace Slipway.Tracking.Runs;

/// <summary>What a metric, param or tag may be called: a relative path of letters, digits, '_', '-', '.', ' ' and ':'.</summary>
internal static class LogKey
{
    private static readonly SearchValues<char> PlainLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- :");

    /// <summary>Why a text can't be a key, or null when it can.</summary>
    /// <param name="what">What it is the key of: metric, param or tag.</param>
    public static Refusal? Check(string key, string what)
    {
        if (key.Length is > 0 and <= Metrics.MetricSeries.NameLimit && !key.AsSpan().ContainsAnyExcept(PlainLetters))
        {
            return null;
        }

        return key.Length == 0 ? new Invalid($"A {what} needs a key. Send it as 'key'.")
            : key.Length > Metrics.MetricSeries.NameLimit ? new Invalid($"The {what} key '{key.CutTo(50)}…' has {key.Length} characters, and {Metrics.MetricSeries.NameLimit} are allowed. Shorten it.")
            : !key.All(IsAllowed) ? new Invalid($"The {what} key '{key}' is not valid. Keys have letters, digits, underscores, dashes, periods, spaces, colons and slashes.")
            : !IsNormalPath(key) ? new Invalid($"The {what} key '{key}' is not valid. Keys are relative paths: without '//', '.' or '..' parts and without a slash at either end.")
            : null;
    }

    private static bool IsAllowed(char letter) => char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark || letter is '_' or '/' or '.' or '-' or ' ' or ':';

    private static bool IsNormalPath(string key)
    {
        foreach (var part in key.AsSpan().Split('/'))
        {
            if (key.AsSpan()[part] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }
}
