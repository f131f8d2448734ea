using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Demo.Digits;
using Slipway.Demo.Logging;
using Slipway.Demo.Onnx;
using Slipway.Demo.Training;

namespace Slipway.Demo.Sweeps;

/// <summary>A trained network in MLflow's model format: the ONNX file, how to load it, what goes in and comes out, an example of what goes in.</summary>
internal static class ModelFiles
{
    private const string Requirements = "mlflow\nonnx\nonnxruntime\nnumpy\n";

    public static IReadOnlyList<(string Path, byte[] Bytes, string ContentType)> Of(Network network, LoggedRun run, string model, DigitSet digits, DateTimeOffset now) =>
    [
        ("MLmodel", Encoding.UTF8.GetBytes(Description(run, model, now)), "text/plain; charset=utf-8"),
        ("model.onnx", OnnxModel.Of(network), "application/octet-stream"),
        ("requirements.txt", Encoding.UTF8.GetBytes(Requirements), "text/plain; charset=utf-8"),
        ("serving_input_example.json", Encoding.UTF8.GetBytes(Example(digits)), "application/json"),
    ];

    private static string Description(LoggedRun run, string model, DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture, $$"""
        artifact_path: models:/{{model}}
        flavors:
          onnx:
            code: null
            data: model.onnx
            providers:
            - CPUExecutionProvider
          python_function:
            data: model.onnx
            env: requirements.txt
            loader_module: mlflow.onnx
        model_id: {{model}}
        run_id: {{run.Id}}
        signature:
          inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, {{DigitSet.Pixels}}]}, "name": "{{OnnxModel.Input}}"}]'
          outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, {{DigitSet.Classes}}]}, "name": "{{OnnxModel.Chances}}"}, {"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}, "name": "{{OnnxModel.Digit}}"}]'
          params: null
        utc_time_created: '{{now.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}}'

        """);

    private static string Example(DigitSet digits) =>
        JsonSerializer.Serialize(new { inputs = new Dictionary<string, int[][]> { [OnnxModel.Input] = [[.. digits.Image(0).ToArray().Select(value => (int)value)]] } });
}
