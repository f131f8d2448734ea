using System.Text.Json.Serialization;

namespace Slipway.Tracking.Runs;

/// <summary>A run as our own API tells it.</summary>
/// <param name="Id">32 lower-case hexadecimal digits.</param>
/// <param name="Experiment">The number of its experiment.</param>
/// <param name="User">Who the client said it was.</param>
/// <param name="StartTime">Unix milliseconds; <paramref name="EndTime"/> too, and null while it runs.</param>
/// <param name="Metrics">The latest values.</param>
/// <param name="Children">How many runs that meet the filter are directly part of it, when children were asked for.</param>
public sealed record RunAnswer(
    string Id, string Name, long Experiment, string User, RunStatus Status, long StartTime, long? EndTime, bool Deleted,
    IReadOnlyList<MetricAnswer> Metrics, IReadOnlyList<KeyValue> Params, IReadOnlyList<KeyValue> Tags, int? Children)
{
    internal static RunAnswer Of(RunDetails run, int? children) => new(
        run.Info.RunId, run.Info.Name, run.Info.Experiment, run.Info.UserName, run.Info.Status, run.Info.StartTime, run.Info.EndTime, run.Info.Deleted,
        [.. run.Metrics.Select(metric => new MetricAnswer(metric.Key, metric.Value, metric.Step, metric.Time))], run.Params, run.Tags, children);
}

/// <summary>A metric's latest point.</summary>
/// <param name="Value">A number, or the text NaN.</param>
/// <param name="Time">Unix milliseconds.</param>
public sealed record MetricAnswer(string Key, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value, long Step, long Time);

/// <summary>A page of runs.</summary>
/// <param name="NextPageToken">Asks for the page after this one, with the same search; null when this is the last.</param>
public sealed record RunsAnswer(IReadOnlyList<RunAnswer> Runs, string? NextPageToken);
