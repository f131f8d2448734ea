using System.Buffers;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Mlflow;

/// <summary>Reads a request's points into pooled memory, without an object for each, and then puts those of one metric side by side.</summary>
internal sealed class MetricsReader : IDisposable
{
    private readonly List<ModelPoint> _modelPoints = [];
    private List<string> _names = [];
    private Point[] _points = [];
    private ushort[] _keys = [];

    /// <summary>How many points the request holds; more than may be logged are counted and not kept.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<ModelPoint> ModelPoints => _modelPoints;

    /// <summary>Reads the current field, a list of points. A later list replaces an earlier one, as a repeated field does in JSON.</summary>
    public void Read(ref MlflowReader body)
    {
        Count = 0;
        _modelPoints.Clear();
        if (_points.Length == 0)
        {
            _points = ArrayPool<Point>.Shared.Rent(LogBatch.MetricLimit);
            _keys = ArrayPool<ushort>.Shared.Rent(LogBatch.MetricLimit);
        }

        if (!body.Enter("metrics"))
        {
            return;
        }

        using var keys = new KeyTable();
        var last = default(ModelPoint);
        while (body.NextItem())
        {
            if (Count >= LogBatch.MetricLimit || body.Refusal is not null)
            {
                Count++;
                while (body.Next())
                {
                    body.Skip();
                }

                continue;
            }

            Point(ref body, keys, ref last);
        }

        _names = keys.Names;
        foreach (var name in _names)
        {
            body.Refuse(MlflowNames.Key(name, "metric name").Refusal);
        }
    }

    /// <summary>Hands the points over, grouped by metric, in memory that the caller returns to the pool.</summary>
    public (Point[]? Points, IReadOnlyList<LoggedSeries> Series) Take()
    {
        if (Count == 0)
        {
            return (null, []);
        }

        Span<int> ends = stackalloc int[_names.Count];
        ends.Clear();
        foreach (var key in _keys.AsSpan(0, Count))
        {
            ends[key]++;
        }

        var grouped = ArrayPool<Point>.Shared.Rent(Count);
        var series = new LoggedSeries[_names.Count];
        var start = 0;
        for (var key = 0; key < series.Length; key++)
        {
            series[key] = new(_names[key], grouped.AsMemory(start, ends[key]));
            (ends[key], start) = (start, start + ends[key]);
        }

        for (var i = 0; i < Count; i++)
        {
            grouped[ends[_keys[i]]++] = _points[i];
        }

        return (grouped, series);
    }

    public void Dispose()
    {
        if (_points.Length > 0)
        {
            ArrayPool<Point>.Shared.Return(_points);
            ArrayPool<ushort>.Shared.Return(_keys);
            _points = [];
        }
    }

    private void Point(ref MlflowReader body, KeyTable keys, ref ModelPoint last)
    {
        var place = default(TextPlace);
        double? value = null;
        long? time = null;
        long? step = null;
        string? modelId = null;
        string? datasetName = null;
        string? datasetDigest = null;
        while (body.Next())
        {
            if (body.Is("key"u8))
            {
                place = body.Place("key");
            }
            else if (body.Is("value"u8))
            {
                value = body.Number("value");
            }
            else if (body.Is("timestamp"u8))
            {
                time = body.Integer("timestamp");
            }
            else if (body.Is("step"u8))
            {
                step = body.Integer("step");
            }
            else if (body.Is("model_id"u8))
            {
                modelId = body.Text("model_id", last.ModelId);
            }
            else if (body.Is("dataset_name"u8))
            {
                datasetName = body.Text("dataset_name", last.DatasetName);
            }
            else if (body.Is("dataset_digest"u8))
            {
                datasetDigest = body.Text("dataset_digest", last.DatasetDigest);
            }
            else
            {
                body.Skip();
            }
        }

        RunBodies.RequirePoint(ref body, place != default, value, time);
        if (body.Refusal is not null)
        {
            return;
        }

        var key = body.Number(place, keys);
        var point = new Point(step ?? 0, time!.Value, value!.Value);
        (_points[Count], _keys[Count]) = (point, (ushort)key);
        Count++;
        if (!string.IsNullOrEmpty(modelId))
        {
            last = new(keys.Names[key], point, modelId, datasetName, datasetDigest);
            _modelPoints.Add(last);
        }
    }
}
