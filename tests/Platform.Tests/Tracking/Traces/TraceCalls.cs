using System.Net;
using System.Text.Json.Nodes;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Tracking.Traces;

/// <summary>What clients of MLflow 3 do with traces, in few words.</summary>
internal static class TraceCalls
{
    public static string NewTraceId() => $"tr-{Guid.NewGuid():N}";

    /// <summary>Logs a trace and answers its description.</summary>
    public static async Task<JsonNode> TraceAsync(
        this HttpClient client, string project, string id, string state = "OK", long time = 1_700_000_000_000, object? tags = null, object? metadata = null, string experiment = "0", string? preview = null, string duration = "1.5s")
    {
        var info = new
        {
            trace_id = id,
            trace_location = new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } },
            request_time = DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            execution_duration = duration,
            state,
            tags = tags ?? new { },
            trace_metadata = metadata ?? new { },
            request_preview = preview,
        };
        return (await client.CallAsync(HttpMethod.Post, project, "traces", new { trace = new { trace_info = info } }))["trace"]!["trace_info"]!;
    }

    /// <summary>A call of version 3 of the protocol.</summary>
    public static Task<JsonNode> CallAsync(this HttpClient client, HttpMethod method, string project, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK) =>
        client.SendAsync(method, $"{project}/api/3.0/mlflow/{path}", body).JsonAsync(status);

    public static async Task<List<string>> FoundAsync(this HttpClient client, string project, string? filter = null, string[]? order = null, string experiment = "0", int atOnce = 100)
    {
        List<string> found = [];
        string? token = null;
        do
        {
            var page = await client.CallAsync(HttpMethod.Post, project, "traces/search", new
            {
                locations = new[] { new { type = "MLFLOW_EXPERIMENT", mlflow_experiment = new { experiment_id = experiment } } },
                filter,
                order_by = order ?? [],
                max_results = atOnce,
                page_token = token,
            });
            found.AddRange(page["traces"]?.AsArray().Select(trace => trace!.Text("trace_id")) ?? []);
            token = page["next_page_token"]?.GetValue<string>();
        }
        while (token is not null);
        return found;
    }

    /// <summary>Puts the file of spans where the server said.</summary>
    public static async Task PutSpansAsync(this HttpClient client, string project, string id, string json, string experiment = "0")
    {
        using var content = new StringContent(json);
        using var answer = await client.PutAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{experiment}/traces/{id}/artifacts/traces.json", content);
        answer.EnsureSuccessStatusCode();
    }
}
