using System.Net;
using System.Text.Json.Nodes;
using Slipway.World;

namespace Slipway.Tracking.Mlflow;

/// <summary>Calls of the MLflow protocol in few words.</summary>
internal static class MlflowCalls
{
    public static Task<JsonNode> PostAsync(this HttpClient client, string project, string path, object body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/{path}", body).JsonAsync(status);

    public static Task<JsonNode> ReadAsync(this HttpClient client, string project, string path, HttpStatusCode status = HttpStatusCode.OK) =>
        client.GetAsync($"{project}/api/2.0/mlflow/{path}").JsonAsync(status);

    public static async Task<string> NewExperimentAsync(this HttpClient client, string project, string name) =>
        (await client.PostAsync(project, "experiments/create", new { name }))["experiment_id"]!.GetValue<string>();

    public static string Code(this JsonNode error) => error["error_code"]!.GetValue<string>();

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();
}
