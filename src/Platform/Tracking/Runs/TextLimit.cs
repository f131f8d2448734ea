namespace Slipway.Tracking.Runs;

internal static class TextLimit
{
    /// <summary>At most the first so many UTF-16 units, without half of a pair at the end.</summary>
    public static string CutTo(this string text, int limit) =>
        text.Length <= limit ? text : text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
}
