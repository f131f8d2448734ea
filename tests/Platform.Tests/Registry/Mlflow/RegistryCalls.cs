using System.Net;
using System.Text.Json.Nodes;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Registry.Mlflow;

/// <summary>Calls of the registry in few words.</summary>
internal static class RegistryCalls
{
    public static Task<JsonNode> NewModelAsync(this HttpClient client, string project, string name) => client.PostAsync(project, "registered-models/create", new { name });

    /// <summary>Registers the next version, of a logged model made for it; answers its number.</summary>
    public static async Task<string> NewVersionAsync(this HttpClient client, string project, string name)
    {
        var logged = await client.LogModelAsync(project);
        return (await client.PostAsync(project, "model-versions/create", new { name, source = $"models:/{logged}" }))["model_version"]!.Text("version");
    }

    /// <summary>A logged model without files; answers its id.</summary>
    public static async Task<string> LogModelAsync(this HttpClient client, string project) =>
        (await client.PostAsync(project, "logged-models", new { experiment_id = "0", name = "net" }))["model"]!["info"]!.Text("model_id");

    public static Task<JsonNode> CallAsync(this HttpClient client, HttpMethod method, string project, string path, object body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.SendAsync(method, $"{project}/api/2.0/mlflow/{path}", body).JsonAsync(status);

    public static IEnumerable<string> Names(this JsonNode answer) => answer["registered_models"]?.AsArray().Select(model => model!.Text("name")) ?? [];

    public static IEnumerable<string> Numbers(this JsonNode answer) => answer["model_versions"]?.AsArray().Select(version => $"{version!.Text("name")} {version!.Text("version")}") ?? [];
}
