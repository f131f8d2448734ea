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

    public Task EndRunAsync(string run, string status = "FINISHED") => PostAsync("runs/update", new { run_id = run, status, end_time = Now });

    public async Task LogArtifactAsync(string run, string path, string text)
    {
        using var answer = await _http.PutAsync(new Uri($"{_address}/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{path}"), new StringContent(text));
        answer.EnsureSuccessStatusCode();
    }

    public Task RegisterModelAsync(string name, string? description = null) => PostAsync("registered-models/create", new { name, description });

    /// <summary>Registers the next version, of what a run logged below <c>model</c>; answers its number.</summary>
    public async Task<string> RegisterVersionAsync(string name, string run) =>
        (await PostAsync("model-versions/create", new { name, source = $"runs:/{run}/model", run_id = run }))["model_version"]!["version"]!.GetValue<string>();

    public Task MoveAliasAsync(string name, string alias, string version) => PostAsync("registered-models/alias", new { name, alias, version });

    public Task EnterStageAsync(string name, string version, string stage) => PostAsync("model-versions/transition-stage", new { name, version, stage, archive_existing_versions = false });

    /// <summary>Registers a version of a prompt, and with the first one the prompt.</summary>
    public async Task RegisterPromptAsync(string name, string text, bool isFirst, string type = "text")
    {
        var isPrompt = Tag("mlflow.prompt.is_prompt", "true");
        if (isFirst)
        {
            await PostAsync("registered-models/create", new { name, tags = new[] { isPrompt } });
        }

        await PostAsync("model-versions/create", new { name, source = "dummy-source", description = isFirst ? "The first one." : "Shorter, and asks for the language.", tags = new[] { isPrompt, Tag("_mlflow_prompt_type", type), Tag("mlflow.prompt.text", text) } });
    }

    /// <summary>Logs a trace whose root has one child, and answers its id.</summary>
    public async Task<string> LogTraceAsync(string name, string input)
    {
        var id = $"tr-{Guid.NewGuid():N}";
        using var told = await _http.PostAsJsonAsync(new Uri($"{_address}/api/3.0/mlflow/traces"), new
        {
            trace = new
            {
                trace_info = new
                {
                    trace_id = id,
                    trace_location = new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = "0" } },
                    execution_duration = "1.5s",
                    state = "OK",
                    tags = new Dictionary<string, string> { ["mlflow.traceName"] = name },
                    request_preview = input,
                },
            },
        });
        told.EnsureSuccessStatusCode();
        object Span(string span, string? parent, string called, int from, int to) => new
        {
            name = called,
            context = new { span_id = span, trace_id = "0x1" },
            parent_id = parent,
            start_time = from * 1_000_000L,
            end_time = to * 1_000_000L,
            status_code = "OK",
            attributes = new Dictionary<string, string> { ["mlflow.spanInputs"] = System.Text.Json.JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = input } } }) },
        };
        using var put = await _http.PutAsJsonAsync(new Uri($"{_address}/api/2.0/mlflow-artifacts/artifacts/0/traces/{id}/artifacts/traces.json"), new { spans = new[] { Span("0xa1", null, name, 0, 1_500), Span("0xa2", "0xa1", "model", 100, 1_400) } });
        put.EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>Registers a run's folder as the first version of a new model.</summary>
    public async Task RegisterAsync(string model, string run, string path)
    {
        await PostAsync("registered-models/create", new { name = model });
        await AddVersionAsync(model, run, path);
    }

    /// <summary>Registers the next version of a model that is there.</summary>
    public Task AddVersionAsync(string model, string run, string path) => PostAsync("model-versions/create", new { name = model, source = $"runs:/{run}/{path}", run_id = run });

    /// <summary>Calls our own API with the same token.</summary>
    /// <param name="path">Below <c>/api/v1</c>.</param>
    public async Task PutAsync(string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(new Uri(_address), $"/api/v1/{path}"), body);
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
