using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

public enum RunColumnKind { Attribute, Metric, Param }

/// <summary>A column of the table of runs.</summary>
/// <param name="Name">The attribute's, metric's or param's name as services know it.</param>
public sealed record RunColumn(RunColumnKind Kind, string Name, string Title, int Width, bool DescendingFirst = false)
{
    /// <summary>Those that every run has, after its name.</summary>
    public static readonly IReadOnlyList<RunColumn> Attributes =
    [
        new(RunColumnKind.Attribute, "status", "Status", 116),
        new(RunColumnKind.Attribute, "start_time", "Started", 122, DescendingFirst: true),
        new(RunColumnKind.Attribute, "duration", "Duration", 92, DescendingFirst: true),
        new(RunColumnKind.Attribute, "user_id", "User", 112),
    ];

    public static readonly RunColumn RunName = new(RunColumnKind.Attribute, "run_name", "Name", 250);

    /// <summary>What the services order by. Keys have no backticks in them.</summary>
    public string OrderKey => Kind switch
    {
        RunColumnKind.Metric => $"metrics.`{Name}`",
        RunColumnKind.Param => $"params.`{Name}`",
        _ => $"attributes.{Name}",
    };

    public static RunColumn Metric(string name) => new(RunColumnKind.Metric, name, name, Wide(name, 104), DescendingFirst: MetricGoal.Of(name) is not { LowerIsBetter: true });

    public static RunColumn Param(string name) => new(RunColumnKind.Param, name, name, Wide(name, 118));

    // A head that is cut off says nothing; one that is very long isn't worth its room.
    private static int Wide(string name, int least) => Math.Clamp(32 + (name.Length * 7), least, 210);
}

/// <summary>The metrics and params that a table of runs shows.</summary>
public sealed record RunColumnChoice(IReadOnlyList<RunColumn> Metrics, IReadOnlyList<RunColumn> Params)
{
    public const int MostMetrics = 6;
    public const int MostParams = 6;

    public static readonly RunColumnChoice None = new([], []);

    /// <summary>What is read of each run, and nothing else.</summary>
    public RunColumns Wanted => new([.. Params.Select(param => param.Name)], [], [.. Metrics.Select(metric => metric.Name)], Inputs: false);

    /// <summary>
    /// Takes the most used keys into the places that are left, metrics that say most first; columns that are there stay where they are, so that nothing
    /// moves under the reader's eyes. Metrics that watch the machine come last, and so do params that are the same in all runs: they tell no run from
    /// another.
    /// </summary>
    /// <param name="order">Its column is shown in any case.</param>
    public RunColumnChoice With(LoggedKeys keys, TableOrder? order)
    {
        var common = keys.Metrics.Select(key => key.Runs).DefaultIfEmpty().Max() / 2;
        var metrics = keys.Metrics
            .OrderBy(key => key.Name.StartsWith("system/", StringComparison.Ordinal))
            .ThenBy(key => key.Runs < common)
            .ThenByDescending(key => MetricGoal.Weight(key.Name))
            .ThenByDescending(key => key.Runs)
            .Select(key => RunColumn.Metric(key.Name));
        var constants = keys.Params.Where(key => key.Values < 2).Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        var varying = keys.Params
            .OrderBy(key => constants.Contains(key.Name))
            .ThenByDescending(key => key.Runs)
            .Select(key => RunColumn.Param(key.Name));
        return new(
            [.. Ordered(order, "metrics.", RunColumn.Metric, Metrics.UnionBy(metrics, column => column.Name).Take(MostMetrics))],
            [.. Ordered(order, "params.", RunColumn.Param, Params.UnionBy(varying, column => column.Name).Take(MostParams))]);
    }

    private static IEnumerable<RunColumn> Ordered(TableOrder? order, string prefix, Func<string, RunColumn> column, IEnumerable<RunColumn> chosen) =>
        order?.Key.StartsWith(prefix, StringComparison.Ordinal) is true ? chosen.UnionBy([column(order.Key[prefix.Length..].Trim('`', '"'))], shown => shown.Name) : chosen;
}
