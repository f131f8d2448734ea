using Slipway.Tracking.Experiments;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs.Neighbours;

/// <summary>The list that a run's page was come to from; the page carries it in its address, as the list does.</summary>
/// <param name="Experiments">Numbers of the experiments that the list has runs of, or <see cref="AllExperiments"/>; null for the run's own alone.</param>
public sealed record RunListPlace(string? Filter, string? Order, string? View, string? Experiments = null)
{
    /// <summary>What stands for all experiments of the project.</summary>
    public const string AllExperiments = "all";

    /// <summary>The address of the list.</summary>
    /// <param name="project">The address of the project's runs.</param>
    /// <param name="experiment">The address of the run's experiment.</param>
    public string ListHref(string project, string experiment) =>
        Experiments is null ? Href(experiment) : (this with { Experiments = Experiments == AllExperiments ? null : Experiments }).Href(project);

    /// <summary>The address of another part of a run's page, or of another run's, with the list going along.</summary>
    /// <param name="page">Without a query.</param>
    /// <param name="more">What else the query says; null values are left out.</param>
    public string Href(string page, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        List<(string Name, string? Value)> parts = [("filter", Filter), ("order", Order), ("view", View), ("experiments", Experiments), .. more];
        var query = string.Join('&', parts.Where(part => part.Value is { Length: > 0 }).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? page : $"{page}?{query}";
    }

    /// <summary>The search whose runs the list shows.</summary>
    public RunSearch Search(long experiment) => new(
        Experiments switch { null => [experiment], AllExperiments => null, var named => ExperimentNumbers.Read(named) }, Filter, View == "deleted" ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, TableOrder.Read(Order) is { } order ? [order.ToString()] : null);
}
