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
    /// <param name="run">The run that logs it; null when none does.</param>
    public static async Task<string> LogModelAsync(this HttpClient client, string project, string? run = null) =>
        (await client.PostAsync(project, "logged-models", new { experiment_id = "0", name = "net", source_run_id = run }))["model"]!["info"]!.Text("model_id");

    public static Task<JsonNode> CallAsync(this HttpClient client, HttpMethod method, string project, string path, object body, HttpStatusCode status = HttpStatusCode.OK) =>
        client.SendAsync(method, $"{project}/api/2.0/mlflow/{path}", body).JsonAsync(status);

    public const string Mlmodel = """
        flavors:
          python_function: {loader_module: mlflow.sklearn}
        signature:
          inputs: '[{"type": "double", "name": "width"}]'
          outputs: null
        """;

    /// <summary>A run with a metric, a param, a dataset and a logged model of three files; answers the ids of both.</summary>
    public static async Task<(string Run, string Logged)> TrainAsync(this HttpClient client, string project, double accuracy = 0.9, string requirements = "scikit-learn==1.5\n")
    {
        var run = (await client.PostAsync(project, "runs/create", new
        {
            experiment_id = "0",
            run_name = "trained",
            tags = new[] { new { key = "mlflow.source.git.commit", value = "abc123" }, new { key = "mlflow.source.name", value = "train.py" } },
        }))["run"]!["info"]!.Text("run_id");
        await client.PostAsync(project, "runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = "val/accuracy", value = accuracy, step = 3, timestamp = 1 } },
            @params = new[] { new { key = "depth", value = "3" } },
        });
        await client.PostAsync(project, "runs/log-inputs", new
        {
            run_id = run,
            datasets = new[] { new { dataset = new { name = "iris", digest = "d1", source_type = "local", source = "iris.csv" }, tags = new[] { new { key = "mlflow.data.context", value = "training" } } } },
        });
        var logged = (await client.PostAsync(project, "logged-models", new { experiment_id = "0", name = "net", source_run_id = run }))["model"]!["info"]!.Text("model_id");
        foreach (var (path, text) in new[] { ("MLmodel", Mlmodel), ("requirements.txt", requirements), ("data/model.bin", $"weights {accuracy}") })
        {
            await client.WriteFileAsync(project, $"0/models/{logged}/artifacts/{path}", text, HttpStatusCode.OK);
        }

        return (run, logged);
    }

    /// <summary>Trains a model and registers it as the next version.</summary>
    public static async Task<(string Run, string Logged)> TrainVersionAsync(this HttpClient client, string project, string name, double accuracy = 0.9, string requirements = "scikit-learn==1.5\n")
    {
        var trained = await client.TrainAsync(project, accuracy, requirements);
        await client.PostAsync(project, "model-versions/create", new { name, source = $"models:/{trained.Logged}" });
        return trained;
    }

    public static Task WriteFileAsync(this HttpClient client, string project, string path, string text, HttpStatusCode status) =>
        client.PutAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{path}", new StringContent(text)).ShouldAnswerAsync(status);

    /// <summary>The project's models on our own API.</summary>
    public static string Models(string project) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/models";

    public static IEnumerable<string> Names(this JsonNode answer) => answer["registered_models"]?.AsArray().Select(model => model!.Text("name")) ?? [];

    public static IEnumerable<string> Numbers(this JsonNode answer) => answer["model_versions"]?.AsArray().Select(version => $"{version!.Text("name")} {version!.Text("version")}") ?? [];
}
