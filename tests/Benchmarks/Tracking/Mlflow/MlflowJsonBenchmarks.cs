using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace Slipway.Tracking.Mlflow;

/// <summary>
/// What reading a log-batch costs before anything is stored. Run with <c>--filter *MlflowJsonBenchmarks* --job short --inProcess</c>.
/// </summary>
[MemoryDiagnoser]
public class MlflowJsonBenchmarks
{
    private byte[] _body = [];

    [Params(1, 1000)]
    public int Points { get; set; }

    /// <summary>How many metrics the points belong to; they come in rounds, as a training loop logs them.</summary>
    [Params(1, 10)]
    public int Keys { get; set; }

    /// <summary>Python's client sends numbers, R's sends strings; some encoders write a NaN that isn't JSON, which costs a second reading.</summary>
    [Params("numbers", "strings", "bare NaN")]
    public string Form { get; set; } = "numbers";

    [GlobalSetup]
    public void Write()
    {
        var random = new Random(1);
        var points = Enumerable.Range(0, Points).Select(i =>
        {
            var value = i == Points / 2 && Form == "bare NaN" ? "NaN" : random.NextDouble().ToString(CultureInfo.InvariantCulture);
            var quote = Form == "strings" ? "\"" : "";
            return $$"""{"key": "train/metric_{{i % Keys}}", "value": {{quote}}{{value}}{{quote}}, "timestamp": {{quote}}{{1_790_000_000_000 + i}}{{quote}}, "step": {{quote}}{{i / Keys}}{{quote}}}""";
        });
        _body = Encoding.UTF8.GetBytes($$"""{"run_id": "{{MlflowNames.NewId()}}", "metrics": [{{string.Join(", ", points)}}]}""");
    }

    [Benchmark]
    public int Read()
    {
        using var batch = LogBatch.Read(_body).Value;
        return batch.Series.Count;
    }
}
