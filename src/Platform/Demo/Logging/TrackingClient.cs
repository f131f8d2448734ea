using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Demo.Logging;

/// <summary>
/// Speaks the MLflow protocol over HTTP as any client does. The demo logs through it to its own server too: what a visitor sees came in by the door that
/// everybody's training uses.
/// </summary>
/// <param name="http">Sends the token, and has the project's tracking address, with a slash at its end, as base address.</param>
internal sealed class TrackingClient(HttpClient http, TimeProvider time)
{
    private const int Attempts = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The project's tracking address.</summary>
    public string Address { get; } = http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Unix milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public TimeProvider Time => time;

    /// <summary>A client for a tracking address.</summary>
    public static HttpClient Http(Uri address, string token, HttpMessageHandler? handler = null)
    {
        var http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        http.BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    public Task<JsonNode> PostAsync(string call, object body, CancellationToken ct) => SendAsync(HttpMethod.Post, call, body, ct);

    /// <param name="version">Of the protocol: traces came with 3.0.</param>
    public Task<JsonNode> SendAsync(HttpMethod method, string call, object body, CancellationToken ct, string version = "2.0") =>
        SendAsync(() => new(method, $"api/{version}/mlflow/{call}") { Content = JsonContent.Create(body, body.GetType(), options: Json) }, ct);

    /// <summary>The number of the experiment with that name, which is made if it is missing.</summary>
    public async Task<string> ExperimentAsync(string name, IEnumerable<object> tags, CancellationToken ct)
    {
        using var answer = await AskAsync(() => new(HttpMethod.Get, $"api/2.0/mlflow/experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}"), ct);
        if (answer.StatusCode is HttpStatusCode.NotFound && (await BodyAsync(answer, ct))?["error_code"]?.GetValue<string>() is "RESOURCE_DOES_NOT_EXIST")
        {
            return (await PostAsync("experiments/create", new { name, tags }, ct))["experiment_id"]!.GetValue<string>();
        }

        var experiment = (await ReadAsync(answer, ct))["experiment"]!;
        return experiment["lifecycle_stage"]?.GetValue<string>() is "deleted"
            ? throw new TrackingFailure($"The experiment '{name}' is in the trash. Restore it, and start the training again.")
            : experiment["experiment_id"]!.GetValue<string>();
    }

    /// <summary>Writes an artifact; a second time it takes the place of the first.</summary>
    /// <param name="root">The artifact URI of a run or a model.</param>
    public Task WriteAsync(string root, string path, byte[] bytes, string contentType, CancellationToken ct)
    {
        if (!Uri.TryCreate(root, UriKind.Absolute, out var uri) || uri.Scheme != "mlflow-artifacts")
        {
            throw new TrackingFailure($"The server keeps artifacts in '{root}', where only its own client can write. Have it serve artifacts itself, or give another server's address.");
        }

        var address = string.Join('/', $"{uri.AbsolutePath.Trim('/')}/{path}".Split('/').Select(Uri.EscapeDataString));
        return SendAsync(
            () => new(HttpMethod.Put, $"api/2.0/mlflow-artifacts/artifacts/{address}") { Content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } } }, ct);
    }

    private async Task<JsonNode> SendAsync(Func<HttpRequestMessage> make, CancellationToken ct)
    {
        using var answer = await AskAsync(make, ct);
        return await ReadAsync(answer, ct);
    }

    // A server that has too much to do, or is about to stop, has carried nothing out and says when to come again.
    private async Task<HttpResponseMessage> AskAsync(Func<HttpRequestMessage> make, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            try
            {
                var answer = await http.SendAsync(request, ct);
                if (attempt == Attempts || answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    return answer;
                }

                var pause = answer.Headers.RetryAfter?.Delta ?? Patience;
                answer.Dispose();
                await Task.Delay(pause, time, ct);
            }
            catch (HttpRequestException exception)
            {
                throw new TrackingFailure($"Nothing answers at {Address} ({exception.HttpRequestError}). Check the address, and that the server runs.");
            }
        }
    }

    private async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await BodyAsync(answer, ct);
        return answer.IsSuccessStatusCode && body is not null ? body
            : body?["message"]?.GetValue<string>() is { Length: > 0 } sentence && body["error_code"]?.GetValue<string>() is not "ENDPOINT_NOT_FOUND" ? throw new TrackingFailure(sentence)
            : throw new TrackingFailure($"{Address} is no tracking address: it answered {(int)answer.StatusCode}. It ends with organization and project, such as http://localhost:5000/acme/vision.");
    }

    private static async Task<JsonNode?> BodyAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
