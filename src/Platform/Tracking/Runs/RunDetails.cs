using System.Text.Json.Serialization;

namespace Slipway.Tracking.Runs;

/// <summary>A run and what was logged to it.</summary>
public sealed record RunDetails(
    RunInfo Info,
    IReadOnlyList<KeyValue> Params,
    IReadOnlyList<KeyValue> Tags,
    IReadOnlyList<LatestMetric> Metrics,
    IReadOnlyList<RunDataset> Datasets,
    IReadOnlyList<RunModel> ModelInputs,
    IReadOnlyList<RunModel> ModelOutputs);

/// <summary>A metric's latest point: the largest by step, then time, then value.</summary>
/// <param name="Value">May be NaN; infinities are the largest finite magnitude.</param>
/// <param name="Time">Unix milliseconds.</param>
public readonly record struct LatestMetric(string Key, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double Value, long Time, long Step);

/// <summary>A dataset that a run used.</summary>
public sealed record RunDataset(string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile, IReadOnlyList<KeyValue> Tags);

/// <summary>A logged model that a run used or made.</summary>
/// <param name="Step">At which of the run's steps it was made; 0 for what it used.</param>
public readonly record struct RunModel(string ModelId, long Step);

/// <summary>Which of the logged values a reader wants; null stands for all of a kind.</summary>
/// <param name="Inputs">Whether datasets and models are wanted too.</param>
public sealed record RunColumns(IReadOnlyList<string>? Params = null, IReadOnlyList<string>? Tags = null, IReadOnlyList<string>? Metrics = null, bool Inputs = true)
{
    public static readonly RunColumns All = new();
}
