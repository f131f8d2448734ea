using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Slipway.Demo.Logging;

/// <summary>A run that is being logged to: points gather until they are sent, lines of the console until the file is written anew.</summary>
internal sealed class LoggedRun
{
    private static readonly TimeSpan ConsolePause = TimeSpan.FromSeconds(1.5);

    private readonly TrackingClient _client;
    private readonly List<object> _points = [];
    private readonly StringBuilder _console = new();
    private readonly List<object> _tables = [];
    private long _consoleWritten;
    private bool _hasImages;

    private LoggedRun(TrackingClient client, string id, string experiment, string name, string artifacts) =>
        (_client, Id, Experiment, Name, Artifacts, _consoleWritten) = (client, id, experiment, name, artifacts, client.Time.GetTimestamp());

    public string Id { get; }

    public string Experiment { get; }

    public string Name { get; }

    /// <summary>The URI under which its artifacts lie.</summary>
    public string Artifacts { get; }

    public static object Tag(string key, string value) => new { key, value };

    public static async Task<LoggedRun> StartAsync(TrackingClient client, string experiment, string name, IEnumerable<object> tags, CancellationToken ct)
    {
        var answer = await client.PostAsync("runs/create", new { experiment_id = experiment, run_name = name, start_time = client.Now, tags }, ct);
        var info = answer["run"]!["info"]!;
        return new(client, info["run_id"]!.GetValue<string>(), experiment, name, info["artifact_uri"]!.GetValue<string>());
    }

    public Task ParamsAsync(CancellationToken ct, params (string Key, string Value)[] values) =>
        _client.PostAsync("runs/log-batch", new { run_id = Id, @params = values.Select(param => new { key = param.Key, value = param.Value }) }, ct);

    public Task TagAsync(string key, string value, CancellationToken ct) => _client.PostAsync("runs/set-tag", new { run_id = Id, key, value }, ct);

    /// <summary>Notes a point for the next sending.</summary>
    public void Measure(string key, double value, long step) => _points.Add(new { key, value, step, timestamp = _client.Now });

    /// <summary>Sends the points that were noted.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (_points.Count > 0)
        {
            await _client.PostAsync("runs/log-batch", new { run_id = Id, metrics = _points }, ct);
            _points.Clear();
        }
    }

    /// <summary>Logs what was measured on a model with a dataset.</summary>
    public Task MeasureAsync(string model, DatasetInput dataset, long step, CancellationToken ct, params (string Key, double Value)[] values) => _client.PostAsync("runs/log-batch", new
    {
        run_id = Id,
        metrics = values.Select(each => new { key = each.Key, value = each.Value, step, timestamp = _client.Now, model_id = model, dataset_name = dataset.Name, dataset_digest = dataset.Digest }),
    }, ct);

    public Task InputsAsync(IEnumerable<DatasetInput> datasets, CancellationToken ct) =>
        _client.PostAsync("runs/log-inputs", new { run_id = Id, datasets = datasets.Select(dataset => dataset.ToBody()) }, ct);

    /// <summary>Adds a line to the console's file, which is written anew every other second.</summary>
    public async Task SayAsync(string line, CancellationToken ct)
    {
        _console.Append(CultureInfo.InvariantCulture, $"{_client.Time.GetUtcNow():HH:mm:ss} {line}\n");
        if (_client.Time.GetElapsedTime(_consoleWritten) > ConsolePause)
        {
            await WriteConsoleAsync(ct);
        }
    }

    public Task WriteAsync(string path, byte[] bytes, string contentType, CancellationToken ct) => _client.WriteAsync(Artifacts, path, bytes, contentType, ct);

    public Task WriteAsync(string path, string text, string contentType, CancellationToken ct) => WriteAsync(path, Encoding.UTF8.GetBytes(text), contentType, ct);

    /// <summary>An image of a step, under the name that MLflow's <c>log_image</c> gives it, by which the run's page shows the steps of one key together.</summary>
    public async Task ImageAsync(string key, long step, byte[] png, CancellationToken ct)
    {
        // MLflow's own names have a UUID that doesn't begin with a hexadecimal digit.
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"images/{key}+step+{step}+timestamp+{_client.Now}+s{Guid.NewGuid().ToString()[1..]}.png"), png, "image/png", ct);
        if (!_hasImages)
        {
            await TagAsync("mlflow.loggedImages", "true", ct);
            _hasImages = true;
        }
    }

    /// <summary>A table as MLflow's <c>log_table</c> writes it.</summary>
    public async Task TableAsync(string path, IEnumerable<string> columns, IEnumerable<IEnumerable<object>> rows, CancellationToken ct)
    {
        await WriteAsync(path, JsonSerializer.Serialize(new { columns, data = rows }), "application/json", ct);
        _tables.Add(new { path, type = "table" });
        await TagAsync("mlflow.loggedArtifacts", JsonSerializer.Serialize(_tables), ct);
    }

    /// <param name="status">As the protocol spells it.</param>
    public async Task EndAsync(string status, CancellationToken ct)
    {
        await SendAsync(ct);
        await WriteConsoleAsync(ct);
        await _client.PostAsync("runs/update", new { run_id = Id, status, end_time = _client.Now }, ct);
    }

    private async Task WriteConsoleAsync(CancellationToken ct)
    {
        _consoleWritten = _client.Time.GetTimestamp();
        await WriteAsync("logs/console.log", _console.ToString(), "text/plain; charset=utf-8", ct);
    }
}
