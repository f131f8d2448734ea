using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Slipway.World;

/// <summary>Requests and answers in few words.</summary>
internal static class Http
{
    /// <summary>Sends a body as JSON.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string address, object? body = null) =>
        client.SendAsync(new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) });

    /// <summary>The answer's JSON, after making sure of its status.</summary>
    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        try
        {
            return JsonNode.Parse(text) ?? new JsonObject();
        }
        catch (JsonException)
        {
            throw new ShouldAssertException($"The answer is no JSON: {text}");
        }
    }

    /// <summary>The sentence with which our own API refuses, after making sure of the status.</summary>
    public static async Task<string> RefusalAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status) =>
        (await sending.JsonAsync(status))["detail"]!.GetValue<string>();

    /// <summary>Makes sure of the status alone.</summary>
    public static async Task ShouldAnswerAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var answer = await sending;
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }
}
