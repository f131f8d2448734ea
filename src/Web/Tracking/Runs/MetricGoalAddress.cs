namespace Slipway.Tracking.Runs;

/// <summary>How pages keep the metric that runs are judged by in their address.</summary>
internal static class MetricGoalAddress
{
    private const string Lower = "lower";
    private const string Higher = "higher";

    public static MetricGoal? Read(string? metric, string? direction) => MetricGoal.Asked(metric, direction switch { Lower => true, Higher => false, _ => null });

    /// <param name="name">What the page calls the metric in its address.</param>
    public static Dictionary<string, object?> Write(string name, MetricGoal? goal) =>
        new() { [name] = goal?.Metric, ["goal"] = goal is null ? null : goal.LowerIsBetter ? Lower : Higher };
}
