using Slipway.Tracking.Search;

namespace Slipway.Tracking.Runs;

/// <summary>A column of the table of runs.</summary>
/// <param name="Title">What its head says.</param>
/// <param name="Width">In pixels.</param>
public sealed record RunColumn(RunField Field, string Title, int Width, bool DescendingFirst = false)
{
    /// <summary>Those that say most of every run, after its name.</summary>
    public static readonly IReadOnlyList<RunColumn> Leading = [Attribute("status"), Attribute("start_time")];

    /// <summary>Those that can wait until the right end, behind what the run logged: that is what runs are told apart by.</summary>
    public static readonly IReadOnlyList<RunColumn> Trailing = [Attribute("duration"), Attribute("user_id")];

    public static readonly RunColumn RunName = Attribute("run_name");

    public string Name => Field.Key;

    public bool IsNumeric => Field.Kind is RunFieldKind.Metric || Field is { Kind: RunFieldKind.Attribute, Key: "duration" };

    /// <summary>Whether the services can order by it.</summary>
    public bool Orders => Field is not { Kind: RunFieldKind.Attribute, Key: "experiment_id" };

    /// <summary>What the services order by.</summary>
    public string OrderKey => Field.SearchName;

    public static RunColumn Of(RunField field) => field.Kind switch
    {
        RunFieldKind.Metric => Metric(field.Key),
        RunFieldKind.Attribute => Attribute(field.Key),
        _ => new(field, field.Key, Wide(field.Key, 118)),
    };

    public static RunColumn Metric(string name) =>
        new(new(RunFieldKind.Metric, name), name, Wide(name, 104), DescendingFirst: MetricGoal.Of(name) is not { LowerIsBetter: true });

    public static RunColumn Param(string name) => Of(new(RunFieldKind.Param, name));

    private static RunColumn Attribute(string name)
    {
        var (title, width, descends) = name switch
        {
            "run_id" => ("Run id", 270, false),
            "run_name" => ("Name", 250, false),
            "experiment_id" => ("Experiment", 150, false),
            "status" => ("Status", 116, false),
            "start_time" => ("Started", 122, true),
            "end_time" => ("Ended", 122, true),
            "duration" => ("Duration", 92, true),
            _ => ("User", 112, false),
        };
        return new(new(RunFieldKind.Attribute, name), title, width, descends);
    }

    // A head that is cut off says nothing; one that is very long isn't worth its room.
    private static int Wide(string name, int least) => Math.Clamp(32 + (name.Length * 7), least, 210);
}

/// <summary>The metrics and params that a table of runs shows while nobody has chosen its columns.</summary>
public sealed record RunColumnChoice(IReadOnlyList<RunColumn> Metrics, IReadOnlyList<RunColumn> Params)
{
    public const int MostMetrics = 6;
    public const int MostParams = 6;

    public static readonly RunColumnChoice None = new([], []);

    /// <summary>All columns after the name, in order.</summary>
    public IReadOnlyList<RunColumn> All => [.. RunColumn.Leading, .. Metrics, .. Params, .. RunColumn.Trailing];

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
