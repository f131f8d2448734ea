using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway;

/// <summary>Logs as MLflow's own client does: the same requests to the same tracking address.</summary>
internal sealed class MlflowClient : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly string _address;

    public MlflowClient(string trackingAddress, string token)
    {
        _address = trackingAddress;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<string> StartRunAsync(string name)
    {
        var run = await PostAsync("runs/create", new { experiment_id = "0", run_name = name, start_time = Now, tags = new[] { Tag("mlflow.user", "ada"), Tag("mlflow.source.name", "train.py"), Tag("team", "perception") } });
        return run["run"]!["info"]!["run_id"]!.GetValue<string>();
    }

    public Task LogParamsAsync(string run, params (string Key, string Value)[] values) =>
        PostAsync("runs/log-batch", new { run_id = run, @params = values.Select(param => Tag(param.Key, param.Value)) });

    public Task LogMetricsAsync(string run, long step, params (string Key, double Value)[] values) => PostAsync("runs/log-batch", new
    {
        run_id = run,
        metrics = values.Select(metric => new { key = metric.Key, value = double.IsNaN(metric.Value) ? (object)"NaN" : metric.Value, step, timestamp = Now }),
    });

    /// <summary>Logs one metric's values at the steps from 0 on, a thousand a request.</summary>
    public async Task LogHistoryAsync(string run, string key, IEnumerable<double> values)
    {
        foreach (var part in values.Index().Chunk(1_000))
        {
            await PostAsync("runs/log-batch", new { run_id = run, metrics = part.Select(point => new { key, value = point.Item, step = point.Index, timestamp = Now }) });
        }
    }

    public Task EndRunAsync(string run) => PostAsync("runs/update", new { run_id = run, status = "FINISHED", end_time = Now });

    public async Task LogArtifactAsync(string run, string path, string text)
    {
        using var answer = await _http.PutAsync(new Uri($"{_address}/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{path}"), new StringContent(text));
        answer.EnsureSuccessStatusCode();
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static object Tag(string key, string value) => new { key, value };

    private async Task<JsonNode> PostAsync(string method, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"{_address}/api/2.0/mlflow/{method}"), body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public void Dispose() => _http.Dispose();
}
