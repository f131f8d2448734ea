using System.Text.Json.Serialization;
using MessagePack;

namespace Slipway.Foundation.Live;

/// <summary>
/// The one argument of the client event <c>points</c>: <c>{ topic, run, series: [{ key, steps, times, values }] }</c>. A message holds all
/// metrics of one run that got points since the last one, each once.
/// </summary>
/// <param name="Topic">The topic that was subscribed to.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Series">New points by metric.</param>
[MessagePackObject]
public sealed record PointsPayload(
    [property: Key("topic")] string Topic,
    [property: Key("run")] string Run,
    [property: Key("series")] IReadOnlyList<SeriesPayload> Series)
{
    internal static PointsPayload Of(string topic, LivePoints points) =>
        new(topic, points.Run, [.. points.Series.Select(series => new SeriesPayload(series.Key, series.Steps, series.Times, series.Values))]);
}

/// <summary>
/// New points of one metric: three arrays of equal length, in the order in which they were logged. Steps may repeat and go back. Over
/// MessagePack all are 64-bit floats. Over JSON they are numbers, and values that JSON has no number for are the strings
/// <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>, which JavaScript's <c>Number(…)</c> reads.
/// </summary>
/// <param name="Key">The metric's name.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Times">Milliseconds since 1970, UTC.</param>
/// <param name="Values">Values, with NaN and the infinities.</param>
[MessagePackObject]
public sealed record SeriesPayload(
    [property: Key("key")] string Key,
    [property: Key("steps")] double[] Steps,
    [property: Key("times")] double[] Times,
    [property: Key("values"), JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double[] Values);
