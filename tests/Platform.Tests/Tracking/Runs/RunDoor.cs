using System.Net;
using System.Text.Json.Nodes;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Tracking.Runs;

/// <summary>A run in a project of its own, at our API's door.</summary>
internal sealed record RunDoor(string Project, string Run)
{
    public static async Task<RunDoor> OpenAsync(SlipwayHost host, object? run = null, string? project = null)
    {
        project ??= await host.NewProjectAsync();
        return new(project, (await host.Ben.PostAsync(project, "runs/create", run ?? new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id"));
    }

    public string Address(string below = "") => $"/api/v1/organizations/acme/projects/{Project.Split('/')[^1]}/runs/{Run}{below}";

    public Task<JsonNode> GetAsync(HttpClient client, string below, HttpStatusCode status = HttpStatusCode.OK) => client.GetAsync(Address(below)).JsonAsync(status);

    public async Task PutFileAsync(HttpClient client, string path, string content) =>
        (await client.PutFileAsync(Project, $"0/{Run}/artifacts/{path}", content)).EnsureSuccessStatusCode();

    public async Task<string?> TagAsync(HttpClient client, string key) =>
        (await client.ReadAsync(Project, $"runs/get?run_id={Run}"))["run"]!["data"]!["tags"]!.AsArray().FirstOrDefault(tag => tag!.Text("key") == key)?.Text("value");
}
