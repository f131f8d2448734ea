namespace Slipway.Tracking.Search;

/// <summary>How much of the filter language a door reads.</summary>
public enum SearchGrammar
{
    /// <summary>What tracking clients know: comparisons joined by AND, each kind of field with the operators of the protocol.</summary>
    Mlflow,

    /// <summary>
    /// Ours: besides, OR, NOT and parentheses, BETWEEN, NOT LIKE, NOT ILIKE, IN, NOT IN, IS NULL and IS NOT NULL for every field, and times and durations as people write
    /// them: <c>start_time > '2026-03-01'</c>, <c>duration > '1.5h'</c>.
    /// </summary>
    Extended,
}

/// <summary>A filter that can't be read, and the place in it that is wrong.</summary>
/// <param name="Start">The first character of the piece that is wrong; the filter's length when something is missing at its end.</param>
/// <param name="Length">How many characters it has; 0 at the end.</param>
public sealed record UnreadableFilter(string Message, int Start, int Length) : Invalid(Message);
