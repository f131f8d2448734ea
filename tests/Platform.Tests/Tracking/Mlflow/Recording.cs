using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tracking.Mlflow;

/// <summary>A call that a client made, and what a server answered.</summary>
internal sealed record RecordedCall(string Method, string Path, string Query, string? UserAgent, string? ContentType, string? Workspace, JsonNode? Body, string? RawBody, int Status, JsonNode? Answer);

/// <summary>What a client did for one purpose.</summary>
internal sealed record RecordedScenario(string Name, IReadOnlyList<RecordedCall> Calls);

/// <summary>
/// A session of a real client with a real server, played again: ids that the server makes are learnt from its answers and put into the requests
/// that follow. An answer passes when its status is the recorded one and every recorded field is there with its type, and with its value unless
/// that is an id, a time or another thing that differs by nature.
/// </summary>
internal sealed class Recording(string file)
{
    public IEnumerable<RecordedScenario> Scenarios()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Tracking", "Mlflow", "Recordings", file)))
        {
            var scenario = JsonNode.Parse(line)!;
            yield return new(scenario["scenario"]!.GetValue<string>(), [.. scenario["calls"]!.AsArray().Select(call => Call(call!))]);
        }
    }

    /// <summary>Plays everything in order and answers how the named scenarios' calls differ, a line for each difference.</summary>
    public async Task<List<string>> ReplayAsync(HttpClient client, string address, IReadOnlySet<string> covered)
    {
        var ids = new LearntIds();
        List<string> differences = [];
        foreach (var scenario in Scenarios())
        {
            foreach (var call in scenario.Calls)
            {
                ids.NoteName(call);
                using var answer = await client.SendAsync(Request(address, call, ids));
                var text = await answer.Content.ReadAsStringAsync();
                var actual = Parse(text);
                var found = Differences(call, (int)answer.StatusCode, text, actual, ids).ToList();
                if (covered.Contains(scenario.Name))
                {
                    differences.AddRange(found.Select(difference => $"[{scenario.Name}] {call.Method} {call.Path}: {difference}"));
                }
            }
        }

        return differences;
    }

    private static IEnumerable<string> Differences(RecordedCall call, int status, string text, JsonNode? actual, LearntIds ids)
    {
        if (status != call.Status)
        {
            return [$"status {status} where {call.Status} was recorded: {text}"];
        }

        if (call.Answer is null)
        {
            return [];
        }

        if (status >= 400)
        {
            var (recorded, code) = ((call.Answer as JsonObject)?["error_code"]?.ToString(), (actual as JsonObject)?["error_code"]?.ToString());
            return recorded is null || recorded == code ? [] : [$"error_code {code} where {recorded} was recorded"];
        }

        if (actual is null)
        {
            return ["the answer is no JSON"];
        }

        ids.Learn(call.Answer, actual);
        return new AnswerComparison(ids).Compare(call.Answer, actual);
    }

    private static HttpRequestMessage Request(string address, RecordedCall call, LearntIds ids)
    {
        var query = string.Join('&', call.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair =>
            $"{pair[0]}={Uri.EscapeDataString(ids.Value(Uri.UnescapeDataString(pair[^1].Replace('+', ' ')), Uri.UnescapeDataString(pair[0])))}"));
        var path = string.Join('/', ids.Text(call.Path).Split('/').Select(Uri.EscapeDataString)).Replace("%25", "%", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new(call.Method), address + path + (query.Length > 0 ? "?" + query : ""));
        if (call.Body is not null)
        {
            request.Content = new StringContent(ids.Replace(call.Body)!.ToJsonString(), Encoding.UTF8);
        }
        else if (call.RawBody is not null || call.Method == "PUT")
        {
            request.Content = new StringContent(call.RawBody ?? "a few bytes\n", Encoding.UTF8);
        }

        if (request.Content is { } content)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType ?? (call.Body is null ? "application/octet-stream" : "application/json"));
        }

        request.Headers.TryAddWithoutValidation("User-Agent", call.UserAgent);
        if (call.Workspace is { } workspace)
        {
            request.Headers.Add("X-MLFLOW-WORKSPACE", workspace);
        }

        return request;
    }

    private static RecordedCall Call(JsonNode call)
    {
        var headers = (call["h"] as JsonObject)?.ToDictionary(header => header.Key.ToUpperInvariant(), header => header.Value?.ToString()) ?? [];
        var raw = call["b"] is JsonValue text ? text.ToString() : null;
        var body = call["b"] is JsonObject or JsonArray ? call["b"]!.DeepClone() : Parse(raw);
        var answer = call["r"] is JsonObject or JsonArray ? call["r"]!.DeepClone() : Parse(call["r"]?.ToString());
        return new(
            call["m"]!.GetValue<string>(), call["p"]!.GetValue<string>(), call["q"]?.ToString() ?? "",
            headers.GetValueOrDefault("USER-AGENT"), headers.GetValueOrDefault("CONTENT-TYPE"), headers.GetValueOrDefault("X-MLFLOW-WORKSPACE"),
            body, string.IsNullOrEmpty(raw) ? null : raw, call["s"]!.GetValue<int>(), answer);
    }

    private static JsonNode? Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
