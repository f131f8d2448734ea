using System.Globalization;
using System.Text;

namespace Slipway.Load;

/// <summary>Requests like those of training scripts: curves that fall with noise, a step after the other, some milliseconds apart.</summary>
internal sealed class Bodies(string runId, int seed)
{
    private const long Epoch = 1_790_000_000_000;
    private static readonly string[] Names = ["train/loss", "val/loss", "accuracy", "lr"];

    private readonly Random _random = new(seed);
    private long _step;
    private long _time = Epoch;

    /// <summary>A <c>log-batch</c> with the next points of four metrics.</summary>
    public string Batch(int points)
    {
        var body = new StringBuilder(points * 90);
        body.Append("{\"run_id\":\"").Append(runId).Append("\",\"metrics\":[");
        for (var i = 0; i < points; i++)
        {
            Next(i % Names.Length == 0);
            body.Append(i == 0 ? "{\"key\":\"" : ",{\"key\":\"").Append(Names[i % Names.Length]).Append("\",\"value\":");
            Point(body);
        }

        return body.Append("]}").ToString();
    }

    /// <summary>A <c>log-metric</c> with the next point of one metric.</summary>
    public string Metric()
    {
        Next(true);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"run_id":"{{runId}}","key":"loss","value":{{Value():R}},"timestamp":{{_time}},"step":{{_step}}}""");
    }

    /// <summary>A <c>log-batch</c> with the next step of so many metrics.</summary>
    public string Step(int metrics)
    {
        Next(true);
        var body = new StringBuilder(metrics * 90);
        body.Append("{\"run_id\":\"").Append(runId).Append("\",\"metrics\":[");
        for (var i = 0; i < metrics; i++)
        {
            body.Append(i == 0 ? "{\"key\":\"metric" : ",{\"key\":\"metric").Append(i).Append("\",\"value\":");
            Point(body);
        }

        return body.Append("]}").ToString();
    }

    /// <summary>A <c>log-batch</c> with the next points of one metric.</summary>
    public string Curve(string name, int points)
    {
        var body = new StringBuilder(points * 90);
        body.Append("{\"run_id\":\"").Append(runId).Append("\",\"metrics\":[");
        for (var i = 0; i < points; i++)
        {
            Next(true);
            body.Append(i == 0 ? "{\"key\":\"" : ",{\"key\":\"").Append(name).Append("\",\"value\":");
            Point(body);
        }

        return body.Append("]}").ToString();
    }

    private void Point(StringBuilder body) =>
        body.Append(Value().ToString("R", CultureInfo.InvariantCulture)).Append(",\"timestamp\":").Append(_time).Append(",\"step\":").Append(_step).Append('}');

    private void Next(bool step)
    {
        if (step)
        {
            _step++;
            _time += 40 + _random.Next(5);
        }
    }

    // Training frameworks hand over 32-bit numbers.
    private float Value() => (float)((2.5 / Math.Sqrt(1 + (_step / 50.0))) + (0.05 * _random.NextDouble()));
}
