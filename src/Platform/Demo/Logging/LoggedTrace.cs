using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Demo.Logging;

/// <summary>A trace that is being recorded: spans inside one another, with what went in and came out, as the instrumentation of an application notes them.</summary>
internal sealed class LoggedTrace
{
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly DateTimeOffset _beganAt;
    private readonly byte[] _trace = RandomNumberGenerator.GetBytes(16);
    private readonly List<JsonObject> _spans = [];
    private readonly Stack<string> _open = new();
    private string _name = "";
    private string _request = "";
    private string _response = "";
    private bool _hasFailed;

    public LoggedTrace(TimeProvider time) => (_time, _began, _beganAt) = (time, time.GetTimestamp(), time.GetUtcNow());

    public string Id => $"tr-{Convert.ToHexStringLower(_trace)}";

    private long Now => (_beganAt.ToUnixTimeMilliseconds() * 1_000_000) + (long)_time.GetElapsedTime(_began).TotalNanoseconds;

    /// <summary>Does some work within a span; one that throws is noted as failed.</summary>
    /// <param name="type">As MLflow spells it: CHAIN, TOOL, RETRIEVER …</param>
    public T Span<T>(string name, string type, object inputs, Func<T> work)
        where T : notnull
    {
        var span = new JsonObject
        {
            ["trace_id"] = Convert.ToBase64String(_trace),
            ["span_id"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(8)),
            ["parent_span_id"] = _open.TryPeek(out var above) ? above : null,
            ["name"] = name,
            ["start_time_unix_nano"] = Now,
        };
        _spans.Add(span);
        _open.Push(span["span_id"]!.GetValue<string>());
        (object? Output, string? Failure) outcome = (null, null);
        try
        {
            var result = work();
            outcome = (result, null);
            return result;
        }
        catch (Exception exception)
        {
            outcome = (null, exception.Message);
            throw;
        }
        finally
        {
            _open.Pop();
            End(span, type, JsonSerializer.Serialize(inputs, JsonSerializerOptions.Web), outcome.Output is null ? null : JsonSerializer.Serialize(outcome.Output, JsonSerializerOptions.Web), outcome.Failure);
        }
    }

    /// <summary>Logs it as clients of MLflow 3 do: its description, and then its spans as a file.</summary>
    /// <param name="run">The run that it belongs to.</param>
    public async Task SendAsync(TrackingClient client, string experiment, string run, CancellationToken ct)
    {
        var took = _time.GetElapsedTime(_began);
        var answer = await client.SendAsync(HttpMethod.Post, "traces", new
        {
            trace = new
            {
                trace_info = new
                {
                    trace_id = Id,
                    trace_location = new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } },
                    request_time = _beganAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    execution_duration = string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.######}s"),
                    state = _hasFailed ? "ERROR" : "OK",
                    tags = new Dictionary<string, string> { ["mlflow.traceName"] = _name },
                    trace_metadata = new Dictionary<string, string> { ["mlflow.sourceRun"] = run, ["mlflow.trace_schema.version"] = "3", ["mlflow.traceInputs"] = _request, ["mlflow.traceOutputs"] = _response },
                    request_preview = _request,
                    response_preview = _response,
                },
            },
        }, ct, version: "3.0");
        var root = answer["trace"]!["trace_info"]!["tags"]!["mlflow.artifactLocation"]!.GetValue<string>();
        await client.WriteAsync(root, "traces.json", JsonSerializer.SerializeToUtf8Bytes(new { spans = _spans }), "application/json", ct);
    }

    private void End(JsonObject span, string type, string inputs, string? outputs, string? failure)
    {
        span["end_time_unix_nano"] = Now;
        span["status"] = new JsonObject { ["code"] = failure is null ? "STATUS_CODE_OK" : "STATUS_CODE_ERROR", ["message"] = failure ?? "" };
        var attributes = new JsonObject { ["mlflow.traceRequestId"] = JsonSerializer.Serialize(Id), ["mlflow.spanType"] = JsonSerializer.Serialize(type), ["mlflow.spanInputs"] = inputs };
        if (outputs is not null)
        {
            attributes["mlflow.spanOutputs"] = outputs;
        }

        span["attributes"] = attributes;
        span["events"] = failure is null ? new JsonArray() : new JsonArray(new JsonObject
        {
            ["name"] = "exception",
            ["time_unix_nano"] = Now,
            ["attributes"] = new JsonObject { ["exception.message"] = failure },
        });
        if (_open.Count == 0)
        {
            (_name, _request, _response, _hasFailed) = (span["name"]!.GetValue<string>(), inputs, outputs ?? failure ?? "", failure is not null);
        }
    }
}
