using System.Buffers;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Mlflow;

/// <summary>The points of one metric, as logged.</summary>
internal readonly record struct LoggedSeries(string Key, ReadOnlyMemory<Point> Points);

/// <summary>A point that was measured on a model, and perhaps on a dataset; it is among its run's points too.</summary>
internal readonly record struct ModelPoint(string Key, Point Point, string ModelId, string? DatasetName, string? DatasetDigest);

/// <summary>
/// Everything a client logs to a run at once: checked, keys as they will be stored, values cut to their limits. The points' memory is pooled: nothing of it
/// may be used after <see cref="Dispose"/>.
/// </summary>
internal sealed class LogBatch : IDisposable
{
    public const int MetricLimit = 1000;
    public const int ParamLimit = 100;
    public const int TagLimit = 100;
    public const int TotalLimit = 1000;

    private Point[]? _points;

    private LogBatch(string runId) => RunId = runId;

    public string RunId { get; }

    /// <summary>One for each metric; each metric's points are in the order of the request.</summary>
    public IReadOnlyList<LoggedSeries> Series { get; private set; } = [];

    public IReadOnlyList<ModelPoint> ModelPoints { get; private set; } = [];

    /// <summary>Without repeated keys.</summary>
    public IReadOnlyList<KeyValue> Params { get; private set; } = [];

    /// <summary>In the order of the request; of a repeated key the last counts.</summary>
    public IReadOnlyList<KeyValue> Tags { get; private set; } = [];

    /// <summary>Reads the body of <c>runs/log-batch</c>.</summary>
    public static Result<LogBatch> Read(ReadOnlySpan<byte> body) => MlflowJson.Read(body, Read);

    public void Dispose()
    {
        if (_points is not null)
        {
            ArrayPool<Point>.Shared.Return(_points);
            _points = null;
        }
    }

    private static Result<LogBatch> Read(ref MlflowReader body)
    {
        string? runId = null;
        string? runUuid = null;
        List<KeyValue> parameters = [];
        List<KeyValue> tags = [];
        using var metrics = new MetricsReader();
        while (body.Next())
        {
            if (body.Is("metrics"u8))
            {
                metrics.Read(ref body);
            }
            else if (body.Is("params"u8))
            {
                RunBodies.KeyValues(ref body, "params", parameters, "param name");
            }
            else if (body.Is("tags"u8))
            {
                RunBodies.KeyValues(ref body, "tags", tags, "tag name");
            }
            else if (body.Is("run_id"u8))
            {
                runId = body.Text("run_id");
            }
            else if (body.Is("run_uuid"u8))
            {
                runUuid = body.Text("run_uuid");
            }
            else
            {
                body.Skip();
            }
        }

        var run = RunBodies.RunId(ref body, runId, runUuid);
        body.Refuse(Limits(metrics.Count, parameters, tags));
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var batch = new LogBatch(run) { Params = parameters, Tags = tags, ModelPoints = metrics.ModelPoints };
        (batch._points, batch.Series) = metrics.Take();
        return batch;
    }

    private static Invalid? Limits(int metrics, List<KeyValue> parameters, List<KeyValue> tags) =>
        TooMany(metrics, MetricLimit, "metrics")
        ?? TooMany(parameters.Count, ParamLimit, "params")
        ?? TooMany(tags.Count, TagLimit, "tags")
        ?? TooMany(metrics + parameters.Count + tags.Count, TotalLimit, "metrics, params and tags")
        ?? Repeated(parameters);

    private static Invalid? TooMany(int count, int limit, string what) => count <= limit
        ? null
        : new($"A batch logging request can contain at most {limit} {what}. Got {count} {what}. Split them across several requests.");

    private static Invalid? Repeated(List<KeyValue> parameters)
    {
        var keys = new HashSet<string>(parameters.Count, StringComparer.Ordinal);
        var repeated = parameters.Where(param => !keys.Add(param.Key)).Select(param => $"'{param.Key}'").ToList();
        return repeated is []
            ? null
            : new($"Duplicate parameter keys have been submitted: {string.Join(", ", repeated)}. Send one value for each key.");
    }
}
