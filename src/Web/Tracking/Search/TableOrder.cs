namespace Slipway.Tracking.Search;

/// <summary>The column that a table is ordered by, as its address and the services write it: <c>metrics.`val loss` DESC</c>.</summary>
public sealed record TableOrder(string Key, bool Descending)
{
    public override string ToString() => $"{Key} {(Descending ? "DESC" : "ASC")}";

    /// <summary>Reads an address; null when it says nothing. Whether the key can be ordered by is for the service to say.</summary>
    public static TableOrder? Read(string? text) =>
        text is not { Length: > 0 } ? null
        : text.EndsWith(" DESC", StringComparison.OrdinalIgnoreCase) ? new(text[..^5].Trim(), true)
        : text.EndsWith(" ASC", StringComparison.OrdinalIgnoreCase) ? new(text[..^4].Trim(), false)
        : new(text.Trim(), false);

    /// <summary>What pressing a column's head makes of it: the column's best end first, then the other, then the order that nobody chose.</summary>
    public static TableOrder? Next(TableOrder? current, string key, bool descendingFirst) =>
        current?.Key != key ? new(key, descendingFirst)
        : current.Descending == descendingFirst ? new(key, !descendingFirst)
        : null;
}
