using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs.Neighbours;

/// <summary>The list that a run's page was come to from; the page carries it in its address, as the list does.</summary>
public sealed record RunListPlace(string? Filter, string? Order, string? View)
{
    /// <summary>The address of another part of a run's page, or of another run's, with the list going along.</summary>
    /// <param name="page">Without a query.</param>
    /// <param name="more">What else the query says; null values are left out.</param>
    public string Href(string page, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        List<(string Name, string? Value)> parts = [("filter", Filter), ("order", Order), ("view", View), .. more];
        var query = string.Join('&', parts.Where(part => part.Value is { Length: > 0 }).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? page : $"{page}?{query}";
    }

    /// <summary>The search whose runs the list shows.</summary>
    public RunSearch Search(long experiment) => new(
        [experiment], Filter, View == "deleted" ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, TableOrder.Read(Order) is { } order ? [order.ToString()] : null);
}
